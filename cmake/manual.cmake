# Man pages and shell completion, written at build time by a program that knows the options as squares itself does.
add_executable(write_manual src/cli/manual/main.cpp)
target_link_libraries(write_manual PRIVATE squares_cli squares_flags)
set(SQUARES_MANUAL ${PROJECT_BINARY_DIR}/manual)
add_custom_command(OUTPUT ${SQUARES_MANUAL}/man/squares.1
                   COMMAND ${CMAKE_COMMAND} -E rm -rf ${SQUARES_MANUAL}  # pages of commands that are no more
                   COMMAND write_manual ${SQUARES_MANUAL}
                   DEPENDS write_manual
                   COMMENT "Writing man pages and shell completion")
add_custom_target(manual ALL DEPENDS ${SQUARES_MANUAL}/man/squares.1)
