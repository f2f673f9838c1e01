#!/bin/sh
# The kit as a bundle: needs no .NET SDK and no compiler. ./run-conformance.sh [VERB] [SELECTOR...] [options]; --help lists
# them. Results go to ./reports and ./artifacts of the folder that you are in, unless --output says where to.
# Hardly more than the shell itself is used here, so that a machine that has little says clearly what it lacks.
set -eu
platform=@PLATFORM@
self=$0
[ ! -L "$self" ] || self=$(readlink -f "$self")
case $self in */*) ;; *) self=./$self ;; esac
root=$(cd "${self%/*}" && pwd -P)

fail() {
    printf '%s\n' "$2" >&2
    exit "$1"
}

if [ "${1-}" = test ]; then
    fail 2 "The tests need the sources and the .NET SDK, and this is a bundle: type ./run-conformance.sh test in a clone of the repository."
fi

# The platform of this machine, as .NET calls it, and where glibc's ABI puts the loader.
case $(uname -s)-$(uname -m) in
    Linux-x86_64) here=linux-x64 loader=/lib64/ld-linux-x86-64.so.2 ;;
    Linux-aarch64 | Linux-arm64) here=linux-arm64 loader=/lib/ld-linux-aarch64.so.1 ;;
    *) here=$(uname -s)-$(uname -m) loader= ;;
esac
[ "$here" = "$platform" ] ||
    fail 3 "This bundle is for $platform, and this machine is $here: take the bundle made for it, or make it there with ./run-conformance.sh bundle in a clone."
[ -e "$loader" ] ||
    fail 3 "This bundle is for Linux with glibc, and this one has another C library: there is no $loader. Run it on Debian, Ubuntu, Fedora or the like."
[ -x "$root/dotnet/dotnet" ] ||
    fail 3 "Programs in $root cannot be executed: is it unpacked whole, and is its file system mounted with noexec? Unpack it elsewhere with: tar -xzf"

# The loader itself says what a file lacks: a newer glibc, or a library. It says so in one way or another, and not always
# with its exit code.
for file in "$root/artifacts/native/libcallbacks.so" "$root/dotnet/dotnet" "$root"/dotnet/shared/*/*/libcoreclr.so; do
    said=$(LC_ALL=C "$loader" --list "$file" 2>&1) || said="$said; it cannot be opened"
    case $said in
        *"version "*"not found"*)
            version=${said#*version ?}
            fail 3 "This system is too old: ${file##*/} needs ${version%%\'*}. Make the bundle on the oldest system that it is to run on."
            ;;
        *libstdc++.so.6*"not found"* | *libgcc_s.so.1*"not found"* | *libstdc++.so.6:*"cannot open"* | *libgcc_s.so.1:*"cannot open"*)
            fail 3 "The C++ runtime is missing (libstdc++.so.6 and libgcc_s.so.1). On Debian or Ubuntu: apt-get install libstdc++6. On Fedora: dnf install libstdc++."
            ;;
        *"not found"* | *"cannot open"* | *"cannot be opened"*) fail 3 "${file##*/} cannot be loaded here: $said" ;;
    esac
done

exec "$root/dotnet/dotnet" exec "$root/artifacts/bin/Kit/release/Kit.dll" "$@"
