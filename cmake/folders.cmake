# One target per folder of src/, joined into the library `ingot`.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

add_library(ingot_options INTERFACE)
target_compile_options(ingot_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion -Wshadow -ffp-contract=off)
if(INGOT_WERROR)
  target_compile_options(ingot_options INTERFACE -Werror)
endif()
if(INGOT_SANITIZE)
  target_compile_options(ingot_options INTERFACE -fsanitize=${INGOT_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(ingot_options INTERFACE -fsanitize=${INGOT_SANITIZE})
  if(INGOT_SANITIZE STREQUAL "thread")
    target_compile_definitions(ingot_options INTERFACE INGOT_OWN_THREADS)
  endif()
endif()
set(INGOT_GENERATED ${PROJECT_BINARY_DIR}/generated)
target_include_directories(ingot_options INTERFACE
  ${PROJECT_SOURCE_DIR}/include ${INGOT_GENERATED}/include ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(ingot_options INTERFACE fmt::fmt OpenMP::OpenMP_CXX Threads::Threads)

# Small files of one kind are compiled several at a time: most of their time is the headers'.
set(INGOT_UNITY_FILES 8)
function(ingot_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${INGOT_UNITY_FILES})
endfunction()

# The builder functions and the registration, from the op records.
file(GLOB INGOT_OP_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/ops/*.cc)
set(INGOT_GENERATED_FILES ${INGOT_GENERATED}/include/ingot/ops.inc
  ${INGOT_GENERATED}/include/ingot/op_options.inc ${INGOT_GENERATED}/ops/registry.cc)
add_custom_command(
  OUTPUT ${INGOT_GENERATED}/ops.stamp
  BYPRODUCTS ${INGOT_GENERATED_FILES}
  COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/cmake/generate_ops.py
    ${PROJECT_SOURCE_DIR}/src/ops ${INGOT_GENERATED}
  COMMAND ${CMAKE_COMMAND} -E touch ${INGOT_GENERATED}/ops.stamp
  DEPENDS ${INGOT_OP_FILES} ${PROJECT_SOURCE_DIR}/cmake/generate_ops.py
  COMMENT "Generating the builder from the op records")
add_custom_target(ingot_generated DEPENDS ${INGOT_GENERATED}/ops.stamp)

# Standard headers and the public ones below `model.h` hardly change: parse them once.
add_library(ingot_pch OBJECT ${PROJECT_SOURCE_DIR}/cmake/pch.cc)
target_precompile_headers(ingot_pch PRIVATE <algorithm> <array> <cmath> <cstdint> <functional> <map>
  <memory> <optional> <span> <string> <variant> <vector> <fmt/format.h> <fmt/ranges.h> <ingot/tensor.h>)
target_link_libraries(ingot_pch PUBLIC ingot_options)

set_property(GLOBAL PROPERTY INGOT_FOLDERS "")

function(ingot_folder folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cc)
  if(NOT sources)
    return()
  endif()
  string(REPLACE "/" "_" name ingot_${folder})
  add_library(${name} OBJECT ${sources})
  add_dependencies(${name} ingot_generated)
  target_link_libraries(${name} PUBLIC ingot_options)
  target_precompile_headers(${name} REUSE_FROM ingot_pch)
  # Highway compiles a file again for each target, which needs a file of its own; metrics,
  # transforms, encoders and derivations name their parts alike.
  if(NOT folder MATCHES "^backend/|metrics|transforms|encoders|derivations")
    ingot_unity(${name})
  endif()
  set_property(GLOBAL APPEND PROPERTY INGOT_FOLDERS ${name})
endfunction()

function(ingot_ops_folder folder)
  ingot_folder(${folder})
  target_sources(ingot_${folder} PRIVATE ${INGOT_GENERATED}/ops/registry.cc)
  set_source_files_properties(${INGOT_GENERATED}/ops/registry.cc PROPERTIES GENERATED ON)
endfunction()

# The records that a folder defines, as `const std::vector<RECORD>& FUNCTION()` declared in HEADER.
# They belong to the folder's own target, or to the one named last.
function(ingot_registry folder record function header)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cc)
  set(out ${INGOT_GENERATED}/${folder}/registry.cc)
  add_custom_command(
    OUTPUT ${out}.stamp
    BYPRODUCTS ${out}
    COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/cmake/generate_registry.py
      ${PROJECT_SOURCE_DIR}/src/${folder} ${record} ${function} ${header} ${out}
    COMMAND ${CMAKE_COMMAND} -E touch ${out}.stamp
    DEPENDS ${sources} ${PROJECT_SOURCE_DIR}/cmake/generate_registry.py
    COMMENT "Listing the records of ${folder}")
  string(REPLACE "/" "_" target ingot_${folder})
  if(ARGC GREATER 4)
    set(target ${ARGV4})
  endif()
  target_sources(${target} PRIVATE ${out}.stamp ${out})
endfunction()

function(ingot_library)
  add_library(ingot STATIC)
  add_library(ingot::ingot ALIAS ingot)
  get_property(folders GLOBAL PROPERTY INGOT_FOLDERS)
  foreach(name IN LISTS folders)
    target_sources(ingot PRIVATE $<TARGET_OBJECTS:${name}>)
  endforeach()
  set_target_properties(ingot PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(ingot PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${INGOT_GENERATED}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(ingot PUBLIC cxx_std_20)
  target_link_libraries(ingot PUBLIC fmt::fmt PRIVATE ${CMAKE_DL_LIBS} JPEG::JPEG PNG::PNG ZLIB::ZLIB
    PkgConfig::WEBP PkgConfig::MINIZIP PkgConfig::SODIUM asmjit::asmjit ${ONNX_LIBRARY} ${ONNX_PROTO_LIBRARY} protobuf::libprotobuf
    OpenMP::OpenMP_CXX Threads::Threads)
endfunction()

function(ingot_program folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cc
    ${PROJECT_SOURCE_DIR}/src/${folder}/verbs/*.cc ${PROJECT_SOURCE_DIR}/src/${folder}/benches/*.cc)
  add_executable(ingot_program ${sources})
  set_target_properties(ingot_program PROPERTIES OUTPUT_NAME ingot
    INSTALL_RPATH $ORIGIN/../${INGOT_DUCKDB_INSTALLED})
  ingot_unity(ingot_program)
  target_link_libraries(ingot_program PRIVATE ingot_options ingot CLI11::CLI11
    nlohmann_json::nlohmann_json)
  add_dependencies(ingot_program ingot_generated)
endfunction()
