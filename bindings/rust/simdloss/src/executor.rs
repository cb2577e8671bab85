//! Whose threads a call runs on.

use std::any::Any;
use std::cell::Cell;
use std::ffi::c_void;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicPtr, Ordering};

use simdloss_sys as sys;

/// Threads for calls to run on. Every executor gives the same bits.
///
/// `parallel_for` runs `task(i)` once for each `i` below `count`, in any order, on any threads, and returns when all have
/// returned. A panic in it is carried through the call.
pub trait Executor: Sync {
    /// How many tasks may run at once; a hint, which decides how finely work is cut.
    fn concurrency(&self) -> usize;

    /// Runs all tasks.
    fn parallel_for(&self, count: usize, task: &(dyn Fn(usize) + Sync));
}

/// The calling thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Serial;

impl Executor for Serial {
    fn concurrency(&self) -> usize {
        1
    }

    fn parallel_for(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..count).for_each(task);
    }
}

/// The threads of the current rayon pool.
#[cfg(feature = "rayon")]
#[derive(Clone, Copy, Debug, Default)]
pub struct Rayon;

#[cfg(feature = "rayon")]
impl Executor for Rayon {
    fn concurrency(&self) -> usize {
        rayon::current_num_threads()
    }

    fn parallel_for(&self, count: usize, task: &(dyn Fn(usize) + Sync)) {
        use rayon::prelude::*;
        (0..count).into_par_iter().with_max_len(1).for_each(task);
    }
}

/// What calls without an executor of their own run on: NULL stands for the calling thread.
static DEFAULT: AtomicPtr<sys::simdloss_executor> = AtomicPtr::new(UNSET);

const UNSET: *mut sys::simdloss_executor = std::ptr::without_provenance_mut(1);

/// Sets on how many threads calls run from now on: 0 for as many as oneTBB has (the default), 1 for the calling thread.
/// Without simdloss_tbb ([`has_threads`]) everything runs on the calling thread, unless a call is given an [`Executor`].
pub fn set_threads(threads: usize) {
    DEFAULT.store(ready_made(i32::try_from(threads).unwrap_or(i32::MAX)), Ordering::Release);
}

/// Whether the library's own executor, on oneTBB, is linked.
pub const fn has_threads() -> bool {
    cfg!(simdloss_tbb)
}

/// How many tasks of a call may run at once, by the setting of [`set_threads`].
pub fn threads() -> usize {
    let executor = default_executor();
    if executor.is_null() {
        1
    } else {
        usize::try_from(unsafe { (*executor).concurrency }).unwrap_or(1)
    }
}

/// One executor for each number that was ever asked for: calls that run may still be using it.
#[cfg(simdloss_tbb)]
fn ready_made(threads: i32) -> *mut sys::simdloss_executor {
    use std::sync::Mutex;
    struct Known(i32, *mut sys::simdloss_executor);
    unsafe impl Send for Known {}
    static KNOWN: Mutex<Vec<Known>> = Mutex::new(Vec::new());

    if threads == 1 {
        return std::ptr::null_mut();
    }
    let mut known = KNOWN.lock().unwrap();
    if let Some(Known(_, executor)) = known.iter().find(|known| known.0 == threads) {
        return *executor;
    }
    let mut executor =
        sys::simdloss_executor { size: 0, concurrency: 1, pool: std::ptr::null_mut(), parallel_for: None };
    if unsafe { sys::simdloss_tbb_executor_init(&mut executor, threads) } != sys::SIMDLOSS_STATUS_OK {
        return std::ptr::null_mut(); // oneTBB has no threads to give
    }
    let executor = Box::into_raw(Box::new(executor));
    known.push(Known(threads, executor));
    executor
}

#[cfg(not(simdloss_tbb))]
fn ready_made(_threads: i32) -> *mut sys::simdloss_executor {
    std::ptr::null_mut()
}

#[inline]
fn default_executor() -> *const sys::simdloss_executor {
    let executor = DEFAULT.load(Ordering::Acquire);
    if executor != UNSET {
        return executor;
    }
    first_executor()
}

#[cold]
fn first_executor() -> *const sys::simdloss_executor {
    let executor = ready_made(0);
    match DEFAULT.compare_exchange(UNSET, executor, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => executor,
        Err(set) => set,
    }
}

/// What a call runs on.
#[derive(Clone, Copy)]
pub(crate) enum Runner<'a> {
    Default,
    Given(&'a dyn Executor),
}

impl Runner<'_> {
    #[inline]
    pub(crate) fn run(
        self,
        call: impl FnOnce(*const sys::simdloss_executor) -> sys::simdloss_status,
    ) -> sys::simdloss_status {
        match self {
            Self::Default => call(default_executor()),
            Self::Given(executor) => run_on(executor, call),
        }
    }
}

/// The executor, and what it panicked with: a panic must not pass through C.
struct Pool<'a> {
    executor: &'a dyn Executor,
    panic: Cell<Option<Box<dyn Any + Send>>>,
}

fn run_on(
    executor: &dyn Executor,
    call: impl FnOnce(*const sys::simdloss_executor) -> sys::simdloss_status,
) -> sys::simdloss_status {
    let pool = Pool { executor, panic: Cell::new(None) };
    let raw = sys::simdloss_executor {
        size: size_of::<sys::simdloss_executor>() as u32,
        concurrency: i32::try_from(executor.concurrency()).unwrap_or(i32::MAX).max(1),
        pool: (&raw const pool).cast_mut().cast(),
        parallel_for: Some(parallel_for),
    };
    let status = call(&raw);
    if let Some(panic) = pool.panic.take() {
        resume_unwind(panic);
    }
    status
}

/// The library's task may run on any thread.
#[derive(Clone, Copy)]
struct Task {
    run: unsafe extern "C" fn(*mut c_void, i64),
    context: *mut c_void,
}
unsafe impl Send for Task {}
unsafe impl Sync for Task {}

impl Task {
    fn run(&self, index: usize) {
        // The library ignores an index that is out of range or comes twice.
        unsafe { (self.run)(self.context, i64::try_from(index).unwrap_or(-1)) }
    }
}

unsafe extern "C" fn parallel_for(
    pool: *mut c_void,
    count: i64,
    task: Option<unsafe extern "C" fn(*mut c_void, i64)>,
    context: *mut c_void,
) {
    let (pool, Some(run)) = (unsafe { &*pool.cast::<Pool>() }, task) else { return };
    let task = Task { run, context };
    let all = AssertUnwindSafe(|| pool.executor.parallel_for(usize::try_from(count).unwrap_or(0), &|i| task.run(i)));
    if let Err(panic) = catch_unwind(all) {
        pool.panic.set(Some(panic));
    }
}
