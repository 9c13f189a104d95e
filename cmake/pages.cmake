# The web pages of studio/, each built into one HTML file that becomes part of the library.
find_program(NPM npm)
if(NOT NPM)
  message(FATAL_ERROR "npm was not found: the pages in studio/ are built with it. "
    "Run scripts/setup build, or install the packages nodejs and npm (Node.js 18 or later).")
endif()

# Installed when the lock file says something new, as scripts/setup does; every build folder shares it.
set(INGOT_STUDIO ${PROJECT_SOURCE_DIR}/studio)
set(INGOT_STUDIO_INSTALLED ${PROJECT_BINARY_DIR}/studio/installed)
add_custom_command(
  OUTPUT ${INGOT_STUDIO_INSTALLED}
  COMMAND ${CMAKE_COMMAND} -D NPM=${NPM} -D FOLDER=${INGOT_STUDIO}
    -P ${PROJECT_SOURCE_DIR}/cmake/install_node_modules.cmake
  COMMAND ${CMAKE_COMMAND} -E touch ${INGOT_STUDIO_INSTALLED}
  DEPENDS ${INGOT_STUDIO}/package-lock.json ${PROJECT_SOURCE_DIR}/cmake/install_node_modules.cmake
  COMMENT "Looking for what the pages are built with"
  VERBATIM)

# ingot_page(PAGE FOLDER FUNCTION): studio/PAGE.html as `std::string_view FUNCTION()`, declared in
# src/FOLDER/FUNCTION.h, added to the target of that folder.
function(ingot_page page folder function)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${INGOT_STUDIO}/src/shared/* ${INGOT_STUDIO}/src/${page}/*)
  set(built ${PROJECT_BINARY_DIR}/studio/${page})
  set(resource ${INGOT_GENERATED}/${folder}/${function}.cc)
  add_custom_command(
    OUTPUT ${built}/${page}.html
    COMMAND ${CMAKE_COMMAND} -E env INGOT_PAGE=${page}
      ${NPM} run --silent build -- --outDir ${built} --logLevel warn
    DEPENDS ${sources} ${INGOT_STUDIO}/${page}.html ${INGOT_STUDIO}/vite.config.mjs
      ${INGOT_STUDIO_INSTALLED}
    WORKING_DIRECTORY ${INGOT_STUDIO}
    COMMENT "Building the page ${page}"
    VERBATIM)
  add_custom_command(
    OUTPUT ${resource}
    COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/cmake/embed.py
      ${built}/${page}.html ${folder}/${function}.h ${function} ${resource}
    DEPENDS ${built}/${page}.html ${PROJECT_SOURCE_DIR}/cmake/embed.py
    COMMENT "Embedding the page ${page}"
    VERBATIM)
  string(REPLACE "/" "_" target ingot_${folder})
  target_sources(${target} PRIVATE ${resource})
endfunction()
