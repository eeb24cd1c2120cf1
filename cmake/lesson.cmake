# The lesson's programs: build/bin/lesson/threads and so on. They are read and tried in a checkout, and never installed.
foreach(program threads processes ranks hybrid)
  add_executable(lesson_${program} docs/lesson/${program}.cpp)
  target_link_libraries(lesson_${program} PRIVATE Threads::Threads squares_flags)
  set_target_properties(lesson_${program} PROPERTIES OUTPUT_NAME ${program}
                        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/lesson)
endforeach()
target_link_libraries(lesson_ranks PRIVATE Boost::mpi Boost::serialization squares_mpi)
target_link_libraries(lesson_hybrid PRIVATE Boost::mpi squares_hdf5)
