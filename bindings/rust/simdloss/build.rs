//! Passes on whether the executor on oneTBB was found.

fn main() {
    println!("cargo:rustc-check-cfg=cfg(simdloss_tbb)");
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var_os("DEP_SIMDLOSS_TBB").is_some() {
        println!("cargo:rustc-cfg=simdloss_tbb");
    }
}
