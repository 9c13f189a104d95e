# DuckDB comes from npm: the library, which is loaded on first use, and the header that it is used by.
set(INGOT_DUCKDB_LIBRARY_FOLDER
  ${PROJECT_SOURCE_DIR}/third_party/duckdb/node_modules/@duckdb/node-bindings-linux-x64)
set(INGOT_DUCKDB_INCLUDE
  ${PROJECT_SOURCE_DIR}/third_party/duckdb-header/node_modules/duckdb/src/duckdb/src/include)

set(installed)
foreach(folder duckdb duckdb-header)
  set(lock ${PROJECT_SOURCE_DIR}/third_party/${folder}/package-lock.json)
  set(stamp ${PROJECT_BINARY_DIR}/third_party/${folder}.installed)
  add_custom_command(
    OUTPUT ${stamp}
    COMMAND ${CMAKE_COMMAND} -D NPM=${NPM} -D FOLDER=${PROJECT_SOURCE_DIR}/third_party/${folder}
      -P ${PROJECT_SOURCE_DIR}/cmake/install_node_modules.cmake
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS ${lock} ${PROJECT_SOURCE_DIR}/cmake/install_node_modules.cmake
    COMMENT "Looking for ${folder}"
    VERBATIM)
  list(APPEND installed ${stamp})
endforeach()
add_custom_target(ingot_duckdb DEPENDS ${installed})

# Where programs look for it. The older tag counts also when a sanitizer stands between them and the loader.
list(APPEND CMAKE_BUILD_RPATH ${INGOT_DUCKDB_LIBRARY_FOLDER})
set(INGOT_DUCKDB_INSTALLED ${CMAKE_INSTALL_LIBDIR}/ingot)
add_link_options(LINKER:--disable-new-dtags)
