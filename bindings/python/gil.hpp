// The GIL, given back and taken again. A thread that wants it once the interpreter has begun to end
// never gets it: Python before 3.14 then ends the thread by unwinding its stack, which must not run
// into functions that are noexcept, so such a thread is put to sleep until the process is gone.
#pragma once

#include <pybind11/pybind11.h>
#include <unistd.h>

#if defined(__GLIBCXX__)
#include <cxxabi.h>
#endif

#include <atomic>
#include <optional>

namespace domainsec::python {

namespace py = pybind11;

/// Runs what may wait for the GIL.
template <typename Waiting>
void wait_for_gil(const Waiting& waiting) {
#if defined(__GLIBCXX__)
    try {
        waiting();
    } catch (const abi::__forced_unwind&) {
        while (true) pause();
    }
#else
    waiting();
#endif
}

/// An interrupt (Ctrl-C) that a callback met instead of Python's own code. It is raised again in
/// Python's main thread, but only once the library's call is over: the next callback, and the event
/// that tells of it, would meet it otherwise.
class Interrupt {
  public:
    static void keep() noexcept { kept().store(true, std::memory_order_relaxed); }
    /// With the GIL.
    static void raise_again() noexcept {
        if (kept().exchange(false, std::memory_order_relaxed)) PyErr_SetInterrupt();
    }

  private:
    static std::atomic<bool>& kept() noexcept {
        static std::atomic<bool> flag{false};
        return flag;
    }
};

/// Gives the GIL back for as long as it lives. As a guard of pybind11's, with an end that is safe.
class WithoutGil {
  public:
    WithoutGil() : thread_(PyEval_SaveThread()) {}
    ~WithoutGil() {
        wait_for_gil([this] { PyEval_RestoreThread(thread_); });
        Interrupt::raise_again();
    }
    WithoutGil(const WithoutGil&) = delete;
    WithoutGil& operator=(const WithoutGil&) = delete;

  private:
    PyThreadState* thread_;
};

/// Holds the GIL for as long as it lives, in any thread.
class WithGil {
  public:
    WithGil() : had_it_(PyGILState_Check() == 1) {
        wait_for_gil([this] { held_.emplace(); });
    }
    ~WithGil() {
        if (had_it_) Interrupt::raise_again();
    }
    WithGil(const WithGil&) = delete;
    WithGil& operator=(const WithGil&) = delete;

  private:
    bool had_it_;
    std::optional<py::gil_scoped_acquire> held_;
};

}  // namespace domainsec::python
