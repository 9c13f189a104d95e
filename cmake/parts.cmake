# The functions that make layers, losses, optimizers, schedules and initializers, from their records.
function(ingot_parts)
  set(sources)
  foreach(kind initializers schedules losses optimizers layers)
    file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/nn/${kind}/*.cc)
    list(APPEND sources ${found})
  endforeach()
  set(out ${INGOT_GENERATED}/include/ingot/parts.inc)
  add_custom_command(
    OUTPUT ${out}.stamp
    BYPRODUCTS ${out}
    COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/cmake/generate_parts.py
      ${PROJECT_SOURCE_DIR}/src/nn ${out}
    COMMAND ${CMAKE_COMMAND} -E touch ${out}.stamp
    DEPENDS ${sources} ${PROJECT_SOURCE_DIR}/cmake/generate_parts.py
      ${PROJECT_SOURCE_DIR}/cmake/generate_ops.py
    COMMENT "Generating the layer functions from their records")
  add_custom_target(ingot_parts_generated DEPENDS ${out}.stamp)
  add_dependencies(ingot_generated ingot_parts_generated)
endfunction()
