//! Finds the library by pkg-config; else builds the sources that come with the crate.

use std::env;
use std::path::{Path, PathBuf};

/// The oldest library that has everything that is declared here, and the first that may not.
const VERSIONS: (&str, &str) = ("0.1.0", "0.2.0");

fn main() {
    println!("cargo:rustc-check-cfg=cfg(simdloss_tbb)");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=SIMDLOSS_ISAS");
    if env::var_os("DOCS_RS").is_some() {
        return; // documentation links nothing
    }
    let tbb = if env::var_os("CARGO_FEATURE_VENDORED").is_none() && installed("simdloss") {
        installed("simdloss-tbb")
    } else {
        build()
    };
    if tbb {
        println!("cargo:rustc-cfg=simdloss_tbb");
        println!("cargo:tbb=1");
    }
}

fn installed(package: &str) -> bool {
    pkg_config::Config::new().range_version(VERSIONS.0..VERSIONS.1).probe(package).is_ok()
}

/// By CMake, static; whether the executor on oneTBB is among what was built.
fn build() -> bool {
    let source = sources();
    println!("cargo:rerun-if-changed={}", source.display());
    let mut config = cmake::Config::new(&source);
    // The library's own flags alone: its bits depend on them.
    config.profile("Release").no_default_flags(true);
    config.define("SIMDLOSS_INSTALL", "ON").define("CMAKE_INSTALL_LIBDIR", "lib");
    for part in ["SIMDLOSS_TESTS", "SIMDLOSS_BENCH", "SIMDLOSS_EXAMPLES"] {
        config.define(part, "OFF");
    }
    let xsimd = source.join("../../../../.deps/xsimd/usr/include"); // where the repository's scripts/setup puts it
    if xsimd.exists() {
        config.define("xsimd_INCLUDE_DIR", xsimd);
    }
    if let Ok(isas) = env::var("SIMDLOSS_ISAS") {
        config.define("SIMDLOSS_ISAS", isas); // fewer instruction sets are built sooner
    }
    let library = config.build().join("lib");
    println!("cargo:rustc-link-search=native={}", library.display());
    println!("cargo:rustc-link-lib=static=simdloss");
    let tbb = library.join("libsimdloss_tbb.a").exists();
    if tbb {
        println!("cargo:rustc-link-lib=static=simdloss_tbb");
        if pkg_config::probe_library("tbb").is_err() {
            println!("cargo:rustc-link-lib=tbb");
        }
        let cxx = if cfg!(target_vendor = "apple") { "c++" } else { "stdc++" };
        println!("cargo:rustc-link-lib={cxx}");
    }
    tbb
}

/// In a published crate the sources are in vendor/; in the repository that folder has links to where they are.
fn sources() -> PathBuf {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap()).join("vendor");
    assert!(folder.join("CMakeLists.txt").exists(), "simdloss is not installed, and its sources are not in {folder:?}");
    folder
}
