# What `cmake --install` puts where, below a prefix and DESTDIR. GNUInstallDirs knows what a distribution calls the folders.
# What is of the checkout is named by files: its folders also hold what Python and others leave in them.
install(TARGETS squares RUNTIME)
install(TARGETS squares_python LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/squares)

install(DIRECTORY ${SQUARES_MANUAL}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${SQUARES_MANUAL}/bash/squares DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${SQUARES_MANUAL}/zsh/_squares DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${SQUARES_MANUAL}/fish/squares.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# The jobs, and the site files that they name, are to each other as in a checkout.
file(GLOB job_scripts CONFIGURE_DEPENDS jobs/*.sbatch)
install(PROGRAMS ${job_scripts} DESTINATION ${CMAKE_INSTALL_DATADIR}/squares/jobs)
install(FILES cluster/site-mpirun.sh cluster/site-srun.sh cluster/site-workstation.sh
        DESTINATION ${CMAKE_INSTALL_DATADIR}/squares/cluster)
install(FILES cluster/modulefiles/squares DESTINATION ${CMAKE_INSTALL_DATADIR}/modulefiles)

install(FILES LICENSE README.md README.zh.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
# The lesson's programs are documentation: their source.
foreach(folder docs docs/lesson)
  file(GLOB pages CONFIGURE_DEPENDS ${folder}/*.md ${folder}/*.?pp ${folder}/*.py)
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_DOCDIR}/${folder})
endforeach()
