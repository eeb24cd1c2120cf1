"""Where what squares is built from comes from: what is missing, or of the wrong kind, ends cmake with one message, which names
its packages; the scripts install those of Debian, and use them whatever else is there."""

import fcntl
import os
import re
import subprocess
import sys
import types
import unittest
import unittest.mock

from launching import SquaresTest

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def text_of(name):
    with open(os.path.join(TOP, name)) as file:
        return file.read()


def packages():
    """{need: [of Debian, of Fedora, of Spack, of conda-forge]} of the table of cmake/dependencies.cmake"""
    table = re.search(r"set\(squares_packages\n(.*?)\)\n", text_of("cmake/dependencies.cmake"), re.DOTALL)[1]
    return {row[0]: row[1:] for row in (line.split(" | ") for line in re.findall(r'"(.*)"', table))}


class Table(unittest.TestCase):
    def test_each_need_has_packages_of_four_distributions(self):
        for need, names in packages().items():
            self.assertEqual(len(names), 4, need)

    def test_each_need_is_looked_for(self):
        asked = re.findall(r"^ *need\(([\w-]+) ", text_of("cmake/dependencies.cmake"), re.MULTILINE)
        self.assertEqual(set(asked), set(packages()))

    def test_those_of_debian_are_installed_by_its_script(self):
        installed = set(re.findall(r"[\w.+-]+", text_of("cluster/debian.sh")))
        for names in packages().values():
            self.assertLessEqual(set(names[0].split(", ")), installed)

    def test_those_of_spack_are_what_its_package_depends_on(self):
        recipe = SpackRecipe("cluster/spack/packages/squares/package.py")
        self.assertTrue(recipe.names)
        for need, names in packages().items():
            if need not in ("compiler", "pkg-config", "MPI", "GoogleTest"):  # which Spack knows as virtual packages
                self.assertIn(names[2], {re.sub("@[^+]*", "", name) for name in recipe.names})
        self.assertLessEqual({"c", "cxx", "mpi", "pkgconfig"}, recipe.names)


class SpackRecipe:
    """What a package.py says to Spack, of which only the words that it uses are here."""

    def __init__(self, name):
        self.names = set()
        spack = types.ModuleType("spack.package")
        spack.CMakePackage = type("CMakePackage", (), {"define": staticmethod(lambda name, value: f"-D{name}={value}")})
        spack.depends_on = lambda name, **_: self.names.add(name)
        for word in ("license", "version", "conflicts"):
            setattr(spack, word, lambda *_, **__: None)
        with unittest.mock.patch.dict(sys.modules, {"spack": types.ModuleType("spack"), "spack.package": spack}):
            scope = {"__file__": os.path.join(TOP, name)}
            exec(compile(text_of(name), name, "exec"), scope)
        self.package = scope["Squares"]()
        assert self.package.cmake_args() == ["-DSQUARES_TESTS=False"]
        assert self.package.git == f"file://{TOP}"


class Missing(SquaresTest):
    def configure(self, *definitions, **variables):
        """What cmake says, without its line breaks; it must fail."""
        done = subprocess.run(["cmake", "-S", TOP, "-B", self.path("build"), "-G", "Ninja", *definitions], text=True,
                              capture_output=True, timeout=120, env=os.environ | variables)
        self.assertNotEqual(done.returncode, 0)
        return " ".join(done.stderr.split())

    def assert_named(self, message, *needs):
        """These needs, and no others."""
        for need, (debian, fedora, spack, conda) in packages().items():
            words = f"Debian, Ubuntu: {debian} Fedora: {fedora} Spack: {spack} conda-forge: {conda}"
            self.assertEqual(message.count(words), int(need in needs), need)

    def test_all_that_is_missing_is_said_at_once(self):
        hidden = ("CLI11", "fmt", "nlohmann_json", "Boost", "MPI", "GTest")
        message = self.configure(*(f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in hidden), "-DSQUARES_TESTS=ON",
                                 PKG_CONFIG_LIBDIR="/nonexistent")
        self.assert_named(message, "CLI11", "fmt", "nlohmann-json", "Boost", "MPI", "GoogleTest", "hwloc", "cpp-httplib")

    def test_the_wrong_kind_is_not_taken_for_the_right_one(self):
        os.makedirs(self.path("modules"))
        with open(self.path("modules", "FindHDF5.cmake"), "w") as file:  # as CMake's own finds Debian's libhdf5-dev
            file.write("set(HDF5_FOUND TRUE)\nset(HDF5_IS_PARALLEL FALSE)\nset(HDF5_C_INCLUDE_DIRS /usr/include/hdf5/serial)")
        with open(self.path("modules", "FindBoost.cmake"), "w") as file:  # Boost without MPI
            file.write("set(Boost_FOUND FALSE)\nset(Boost_VERSION_STRING 1.80.0)\n")
        message = self.configure(f"-DCMAKE_MODULE_PATH={self.path('modules')}")
        self.assert_named(message, "HDF5", "Boost")
        self.assertIn("this one is serial, /usr/include/hdf5/serial", message)
        self.assertIn("Boost 1.80.0 is here, without it or too old", message)

    def test_a_compiler_that_is_too_old_is_named(self):
        # What CMake finds out about the compiler is set in a file that it reads right after.
        with open(self.path("old.cmake"), "w") as file:
            file.write("set(CMAKE_CXX_COMPILER_ID GNU)\nset(CMAKE_CXX_COMPILER_VERSION 9.4.0)\n")
        message = self.configure(f"-DCMAKE_PROJECT_squares_INCLUDE={self.path('old.cmake')}")
        self.assert_named(message, "compiler")
        self.assertIn("GNU 9.4.0 lacks parts of C++20", message)

    def test_debians_packages_come_before_what_else_is_in_path(self):
        binaries = self.path("conda", "bin")
        files = {self.path("conda", "lib", "cmake", "fmt", "fmt-config.cmake"): 'message(FATAL_ERROR "conda fmt")'}
        files |= {f"{binaries}/{name}": "#!/bin/sh\nexit 1\n" for name in ("h5cc", "h5pcc", "mpicc", "mpicxx", "c++")}
        for path, text in files.items():
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
            os.chmod(path, 0o755)
        conda = {"CONDA_PREFIX": self.path("conda"), "PATH": f"{binaries}:{os.environ['PATH']}", "CC": f"{binaries}/c++",
                 "CXX": f"{binaries}/c++", "CXXFLAGS": "-isystem /conda", "CMAKE_PREFIX_PATH": self.path("conda"),
                 "HDF5_ROOT": self.path("conda"), "Boost_DIR": self.path("conda")}
        self.configure(**conda)
        script = '. "$1/cluster/debian_first.sh"; cmake --fresh -S "$1" -B "$2" -G Ninja'
        done = subprocess.run(["bash", "-euc", script, "script", TOP, self.path("build")], capture_output=True, text=True,
                              env=os.environ | conda)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        with open(self.path("build", "CMakeCache.txt")) as file:
            self.assertNotIn("/conda", file.read())

    def test_scripts_find_their_checkout_whatever_cd_looks_through(self):
        os.makedirs(self.path("elsewhere", "cluster"))
        done = subprocess.run(["bash", "cluster/build.sh", "none"], cwd=TOP, capture_output=True, text=True,
                              env=os.environ | {"CDPATH": self.path("elsewhere")})
        self.assertIn(f"No such preset in {TOP}: \"none\"", " ".join(done.stderr.split()))


@unittest.skipUnless(os.geteuid() == 0, "only root installs")
class Locked(SquaresTest):
    """debian.sh, with an apt-get that has a folder of its own for its state, and knows of no package."""

    def install(self):
        os.makedirs(self.path("dpkg", "updates"))
        open(self.path("dpkg", "status"), "w").close()
        os.makedirs(self.path("lists", "partial"))
        settings = {"Dir::State::lists": self.path("lists"), "Dir::State::status": self.path("dpkg", "status"),
                    "Dir::Etc::sourcelist": "/dev/null", "Dir::Etc::sourceparts": "/dev/null", "Dir::Cache": self.path()}
        with open(self.path("apt.conf"), "w") as file:
            file.writelines(f'{name} "{value}";\n' for name, value in settings.items())
        own = {"APT_CONFIG": self.path("apt.conf"), "DPKG_ADMINDIR": self.path("dpkg")}
        script = subprocess.Popen([f"{TOP}/cluster/debian.sh", "build"], text=True, stderr=subprocess.PIPE, env=os.environ | own)
        self.addCleanup(script.kill)
        return script

    def test_another_process_that_installs_is_waited_for(self):
        os.makedirs(self.path("lists"))
        with open(self.path("lists", "lock"), "w") as lock:
            fcntl.lockf(lock, fcntl.LOCK_EX)
            script = self.install()
            self.assertTrue(script.stderr.readline().startswith("installing: g++ cmake "))
            self.assertIn(f"debian.sh: waiting for {lock.name}. It is held by process {os.getpid()}", script.stderr.readline())
        said = script.communicate(timeout=100)[1]
        self.assertEqual(script.returncode, 69, said)
        self.assertIn("Unable to locate package cmake", said)
        self.assertNotIn("lock", said)


if __name__ == "__main__":
    unittest.main()
