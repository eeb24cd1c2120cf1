# Run by CPack on what is about to be packed: copyright, changelog and man pages as Debian's policy wants
# them.
set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share)
set(doc ${share}/doc/squares)

file(READ ${doc}/LICENSE licence)
string(REGEX MATCH "Copyright \\(c\\) ([^\n]*)" found "${licence}")
set(copyright ${CMAKE_MATCH_1})
string(REGEX REPLACE "^.*Copyright[^\n]*\n\n" "" licence "${licence}")
string(REGEX REPLACE "\n\n" "\n.\n" licence "${licence}")
string(REGEX REPLACE "\n([^\n])" "\n \\1" licence "${licence}")
file(WRITE ${doc}/copyright
     "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: squares\n\n"
     "Files: *\nCopyright: ${copyright}\nLicense: Expat\n ${licence}")
file(REMOVE ${doc}/LICENSE)
file(RENAME ${doc}/CHANGELOG.md ${doc}/changelog)

string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)  # or SOURCE_DATE_EPOCH
set(version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
file(WRITE ${doc}/changelog.Debian "squares (${version}) unstable; urgency=medium\n\n"
     "  * What is new is in changelog.gz beside this file.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${now}\n")

file(GLOB pages ${share}/man/man1/*.1)
execute_process(COMMAND gzip -9n ${doc}/changelog ${doc}/changelog.Debian ${pages} COMMAND_ERROR_IS_FATAL ANY)

file(MAKE_DIRECTORY ${share}/zsh/vendor-completions)
file(RENAME ${share}/zsh/site-functions/_squares ${share}/zsh/vendor-completions/_squares)
file(REMOVE_RECURSE ${share}/zsh/site-functions)

file(WRITE ${share}/lintian/overrides/squares
     "# Its functions only count: it needs nothing of the C library.\n"
     "squares: shared-library-lacks-prerequisites [usr/lib/*/squares/libsquares_python.so]\n")
