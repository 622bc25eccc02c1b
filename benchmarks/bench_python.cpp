// Stamping and verifying from Python against the same in C++, in one process: the interpreter runs
// inside the benchmark, so that both meet the same machine in turn.
#include <pybind11/embed.h>

#include <cstdlib>

#include "messages.hpp"
#include "stamping.hpp"

using namespace domainsec;
using namespace domainsec_benchmark;
namespace py = pybind11;

namespace {

/// What benchmarks/python_work.py does, by name.
class PythonWorks final {
  public:
    PythonWorks(const Bench& bench, const std::string& message)
        : works_(py::module_::import("python_work").attr("works")(bench.pem, py::bytes(message))) {}
    ~PythonWorks() { works_["close"](); }
    PythonWorks(const PythonWorks&) = delete;
    PythonWorks& operator=(const PythonWorks&) = delete;

    Work of(const char* name) const {
        return [work = py::object(works_[name])] { work(); };
    }

  private:
    py::dict works_;
};

Work verifying(const Bench& bench, const std::string& stamped) {
    return [&bench, &stamped] {
        VerifyOptions options;
        options.now = now;
        require(bench.verifier.verify(stamped, options).status == Status::pass, "it does not pass");
    };
}

/// Ten messages in each call, as python_work.py has them.
Work at_once(Work one) {
    return [one = std::move(one)] {
        for (int at = 0; at < 10; ++at) one();
    };
}

void compare(Comparison& rows, const Bench& bench, std::size_t size, const std::string& label) {
    const auto message = message_of(size);
    const auto stamped = bench.stamper.stamp(message, bench.secured).field + message;
    const PythonWorks python(bench, message);
    rows.per_second("stamp_" + label, "10 messages/s", python.of("stamp"),
                    Other{"the same in C++", at_once(stamping(bench, message))}, {});
    rows.per_second("verify_" + label, "10 messages/s", python.of("verify"),
                    Other{"the same in C++", at_once(verifying(bench, stamped))}, {});
}

void beside_others(Comparison& rows, const Bench& bench) {
    const auto message = message_of(50 * 1024);
    const PythonWorks python(bench, message);
    rows.per_second("threads_4", "rounds/s", python.of("in_four_threads"),
                    Other{"one thread", python.of("in_one_thread")}, {});
    rows.per_second("stamp_50k_dkimpy", "10 messages/s", python.of("stamp"),
                    Other{"dkimpy, Ed25519", python.of("sign_with_dkimpy")}, {});
}

}  // namespace

int main(int argument_count, char** arguments) {
    const py::scoped_interpreter interpreter;
    auto path = py::module_::import("sys").attr("path");
    for (const auto& folder : py::str(DOMAINSEC_PYTHON_PATHS).attr("split")(":"))
        path.attr("insert")(0, folder);
    Comparison rows("python", argument_count, arguments);
    const Bench bench;
    compare(rows, bench, 4096, "4k");
    compare(rows, bench, 50 * 1024, "50k");
    beside_others(rows, bench);
    rows.finish();
}
