#!/bin/bash
# Sets up what the benchmark is compared with: PyTorch, JAX and ONNX Runtime in a Python environment of their own, from pip
# packages only, and oneDNN 2 from the distribution (libdnnl-dev), if it has it.
#
#     setup.sh FOLDER
#
# makes FOLDER/bin/python and, if there is a oneDNN, FOLDER/bin/onednn_bench. Does nothing where that is done already.
# Needs Python 3.11 or newer with the venv module, about 2.5 GB of downloads and 4 GB of disk; torch.compile also needs
# g++ and Python's C headers (Debian: python3-venv, python3-dev). PYTHON chooses the interpreter.
set -euo pipefail

if [ $# -ne 1 ]; then
    echo "usage: $0 FOLDER" >&2
    exit 2
fi
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$1
say() { echo "peers: $*"; }

install_packages() { # install_packages <package>...: whether they could be installed
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
    say "apt-get install $*"
    DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 --no-install-recommends install --yes "$@" >/dev/null
}

python_headers() {
    "$1" -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))'
}

python=${PYTHON:-python3}
"$python" -c 'import ensurepip' 2>/dev/null || install_packages python3-venv || true
python_headers "$python" || install_packages python3-dev || say "torch.compile will not work without Python's C headers"

stamp=$folder/.peers_installed
if ! [ -x "$folder/bin/python" ] || ! cmp --silent "$here/requirements.txt" "$stamp"; then
    say "installing PyTorch, JAX and ONNX Runtime in $folder: some minutes"
    "$python" -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir --no-deps \
        -r "$here/requirements.txt"
    "$folder/bin/python" -c 'import jax, onnx, onnxruntime, torch' # fails here rather than in the benchmark
    cp "$here/requirements.txt" "$stamp"
fi

program=$folder/bin/onednn_bench
source=$here/onednn_bench.cpp
have_onednn() { echo '#include <oneapi/dnnl/dnnl.hpp>' | g++ -E -x c++ - >/dev/null 2>&1; }
if ! [ "$program" -nt "$source" ]; then
    have_onednn || install_packages libdnnl-dev || true
    if ! have_onednn || ! g++ -std=c++20 -O2 -o "$program" "$source" -ldnnl; then
        say "no oneDNN 2 here (libdnnl-dev): going on without it"
    fi
fi
