# Everything here is a Debian 12 package; scripts/setup installs them. Why each: docs/decisions/.
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenMP REQUIRED)
find_package(Threads REQUIRED)
find_path(DNNL_INCLUDE dnnl.hpp REQUIRED)  # loaded on first use: see dn_library.cc
find_package(asmjit REQUIRED)
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_path(FREETYPE_INCLUDE ft2build.h PATH_SUFFIXES freetype2 REQUIRED)  # loaded on first use: see glyphs.cc
find_path(ICU_INCLUDE unicode/ucnv.h REQUIRED)  # loaded on first use, as the next two: see icu.cc,
find_path(SQLITE_INCLUDE sqlite3.h REQUIRED)  # sqlite_table.cc, postgres_table.cc
find_path(POSTGRES_INCLUDE libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Protobuf REQUIRED)
find_path(XGBOOST_INCLUDE xgboost/c_api.h REQUIRED)  # loaded on first use: see xgboost_library.cc
find_path(HWY_INCLUDE hwy/highway.h REQUIRED)  # headers alone: see highway_targets.cc
pkg_check_modules(WEBP REQUIRED IMPORTED_TARGET libwebp libwebpdemux)
pkg_check_modules(MINIZIP REQUIRED IMPORTED_TARGET minizip)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
find_path(BOOST_MATH_INCLUDE boost/math/distributions/students_t.hpp REQUIRED)  # headers alone
find_library(ONNX_LIBRARY onnx REQUIRED)
find_library(ONNX_PROTO_LIBRARY onnx_proto REQUIRED)
