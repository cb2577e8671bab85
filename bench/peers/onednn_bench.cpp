// Times oneDNN's log-softmax on the CPU, forward and backward, in f32 on matrices with the softmax along the rows.
//
//     onednn_bench FOLDER         with the data that simdloss_bench has written into the folder (bench/data.hpp)
//
// Requests and answers are those of torch_bench.py, with "onednn" as the peer and two works, log_softmax_fwd_out and
// log_softmax_bwd_out: both write into memory that exists already.
//
// For oneDNN 2 (Debian 12: libdnnl-dev); oneDNN 3 has another interface.
#include <oneapi/dnnl/dnnl.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

constexpr int axis = 1;
constexpr std::size_t min_repetitions = 3;

using dnnl::logsoftmax_backward;
using dnnl::logsoftmax_forward;
using dnnl::memory;
using floats = std::vector<float>;
using arguments = std::unordered_map<int, memory>;

floats read_logits(const std::string &folder, std::size_t count) {
    floats values(count);
    std::ifstream in(folder + "/logits.f32", std::ios::binary);
    in.read(reinterpret_cast<char *>(values.data()), static_cast<std::streamsize>(count * sizeof(float)));
    if (!in) throw std::runtime_error("cannot read the logits");
    return values;
}

// One work on one shape, ready to run.
class matrix_work {
public:
    matrix_work(const std::string &folder, const std::string &name) : name_(name) {
        long long rows = 0;
        long long columns = 0;
        char direction = 0;
        if (std::sscanf(name.c_str(), "log_softmax_%cwd_out_f32_%lldx%lld", &direction, &rows, &columns) != 3)
            throw std::invalid_argument("not for oneDNN");
        const memory::desc shape({rows, columns}, memory::data_type::f32, memory::format_tag::ab);
        x_ = read_logits(folder, static_cast<std::size_t>(rows * columns));
        y_.resize(x_.size());
        const logsoftmax_forward::primitive_desc forward_desc(
            logsoftmax_forward::desc(dnnl::prop_kind::forward_training, shape, axis), engine_);
        primitive_ = logsoftmax_forward(forward_desc);
        arguments_ = {
            {DNNL_ARG_SRC, memory(shape, engine_, x_.data())}, {DNNL_ARG_DST, memory(shape, engine_, y_.data())}};
        result_ = &y_;
        run();
        if (direction == 'f') return;

        upstream_.assign(x_.rbegin(), x_.rend());
        primitive_ = logsoftmax_backward(
            logsoftmax_backward::primitive_desc(logsoftmax_backward::desc(shape, shape, axis), engine_, forward_desc));
        arguments_ = {{DNNL_ARG_DST, memory(shape, engine_, y_.data())},
            {DNNL_ARG_DIFF_DST, memory(shape, engine_, upstream_.data())},
            {DNNL_ARG_DIFF_SRC, memory(shape, engine_, x_.data())}};
        result_ = &x_; // the logits are not needed any more
    }

    const std::string &name() const { return name_; }
    const floats &result() const { return *result_; }

    void run() {
        primitive_.execute(stream_, arguments_);
        stream_.wait();
    }

private:
    std::string name_;
    dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream_{engine_};
    floats x_, y_, upstream_;
    dnnl::primitive primitive_;
    arguments arguments_;
    const floats *result_ = nullptr;
};

std::vector<double> measure(matrix_work &work, double seconds) {
    work.run(); // warms up
    std::vector<double> times;
    double total = 0;
    while (times.size() < min_repetitions || total < seconds) {
        const auto start = std::chrono::steady_clock::now();
        work.run();
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
        times.push_back(elapsed.count() * 1e3);
        total += elapsed.count();
    }
    return times;
}

void answer(matrix_work &work, double seconds) {
    const std::vector<double> times = measure(work, seconds);
    const auto &result = work.result();
    const std::size_t count = std::min<std::size_t>(result.size(), 64);
    std::printf("{\"name\": \"%s\", \"peer\": \"onednn\", \"sample\": [", work.name().c_str());
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t at = i * (result.size() - 1) / std::max<std::size_t>(count - 1, 1);
        std::printf("%s%.9g", i == 0 ? "" : ", ", double(result[at]));
    }
    std::printf("], \"times_ms\": [");
    for (std::size_t i = 0; i < times.size(); ++i) std::printf("%s%.6f", i == 0 ? "" : ", ", times[i]);
    std::printf("]}\n");
}

void serve(const std::string &folder) {
    const dnnl_version_t *const version = dnnl_version();
    std::printf("{\"onednn\": \"%d.%d.%d\"}\n", version->major, version->minor, version->patch);
    std::fflush(stdout);
    std::unique_ptr<matrix_work> work;
    std::string line;
    while (std::getline(std::cin, line)) {
        std::istringstream words(line);
        std::string name;
        std::string peer;
        double seconds = 0;
        words >> name >> peer >> seconds;
        try {
            if (!work || work->name() != name) {
                work.reset();
                work = std::make_unique<matrix_work>(folder, name);
            }
            answer(*work, seconds);
        } catch (const std::exception &error) {
            std::printf("{\"error\": \"%s: %s\"}\n", name.c_str(), error.what());
        }
        std::fflush(stdout);
    }
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    serve(argv[1]);
    return 0;
}
