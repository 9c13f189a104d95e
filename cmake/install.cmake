# `find_package(ingot)` from an installed tree: the library, its headers, the program.
include(CMakePackageConfigHelpers)
set(INGOT_CONFIG_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/ingot)
install(TARGETS ingot EXPORT ingot-targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS ingot_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${INGOT_DUCKDB_LIBRARY_FOLDER}/libduckdb.so DESTINATION ${INGOT_DUCKDB_INSTALLED})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ingot ${INGOT_GENERATED}/include/ingot
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT ingot-targets NAMESPACE ingot:: DESTINATION ${INGOT_CONFIG_FOLDER})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/ingot-config.cmake.in
  ${PROJECT_BINARY_DIR}/ingot-config.cmake INSTALL_DESTINATION ${INGOT_CONFIG_FOLDER})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ingot-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ingot-config.cmake ${PROJECT_BINARY_DIR}/ingot-config-version.cmake
  DESTINATION ${INGOT_CONFIG_FOLDER})
