# What `cmake --install` puts where, below a prefix and DESTDIR. GNUInstallDirs knows what a distribution calls the folders.
install(TARGETS squares RUNTIME)
install(TARGETS squares_python LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/squares)

install(DIRECTORY ${SQUARES_MANUAL}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${SQUARES_MANUAL}/bash/squares DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${SQUARES_MANUAL}/zsh/_squares DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${SQUARES_MANUAL}/fish/squares.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# The jobs, and the site files that they name, are to each other as in a checkout.
install(DIRECTORY jobs DESTINATION ${CMAKE_INSTALL_DATADIR}/squares USE_SOURCE_PERMISSIONS FILES_MATCHING PATTERN *.sbatch)
install(DIRECTORY cluster/ DESTINATION ${CMAKE_INSTALL_DATADIR}/squares/cluster
        FILES_MATCHING PATTERN site-*.sh PATTERN site-local.sh EXCLUDE PATTERN modulefiles EXCLUDE)
install(FILES cluster/modulefiles/squares DESTINATION ${CMAKE_INSTALL_DATADIR}/modulefiles)

install(FILES LICENSE README.md README.zh.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
# The lesson's programs are documentation: their source.
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN *.md PATTERN lesson/*.?pp PATTERN lesson/*.py)
