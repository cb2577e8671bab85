#include "data.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <vector>

namespace simdloss_bench {

namespace {

constexpr std::size_t most_logits = std::size_t(512) * 128256;
constexpr std::size_t most_targets = std::size_t(16384) * 1024;
constexpr std::size_t block = 65536; // values that come from one seed, so that a part of a list is cheap

std::string data_folder; // empty: the lists are in memory only

void make(float *values, std::size_t count, std::mt19937_64 &engine) {
    std::normal_distribution<float> normal(0.0F, 3.0F);
    std::generate_n(values, count, [&] { return normal(engine); });
}

void make(std::uint32_t *values, std::size_t count, std::mt19937_64 &engine) {
    std::generate_n(values, count, [&] { return static_cast<std::uint32_t>(engine() >> 33); });
}

template <class T> class list {
public:
    list(const char *file, std::size_t most) : file_(file), most_(most) {}

    const T *first(std::size_t count) {
        if (count > most_) throw std::length_error(file_ + ": a shape needs more values than there are");
        if (data_folder.empty()) extend(count);
        else if (values_.empty()) open();
        return values_.data();
    }

private:
    void extend(std::size_t count) {
        if (count <= values_.size()) return;
        const std::size_t old = values_.size();
        const std::size_t size = std::min((count + block - 1) / block * block, most_);
        values_.resize(size);
        for (std::size_t i = old; i < size; i += block) {
            std::mt19937_64 engine(i / block);
            make(values_.data() + i, std::min(block, size - i), engine);
        }
    }

    void open() {
        const std::string path = data_folder + "/" + file_;
        const auto bytes = static_cast<std::streamsize>(most_ * sizeof(T));
        std::error_code none; // the size is then one that no file has
        if (std::filesystem::file_size(path, none) != most_ * sizeof(T)) {
            extend(most_);
            std::filesystem::create_directories(data_folder);
            std::ofstream out(path + ".part", std::ios::binary);
            out.write(reinterpret_cast<const char *>(values_.data()), bytes);
            out.close();
            if (!out) throw std::runtime_error("cannot write " + path);
            std::filesystem::rename(path + ".part", path);
            return;
        }
        values_.resize(most_);
        std::ifstream in(path, std::ios::binary);
        in.read(reinterpret_cast<char *>(values_.data()), bytes);
        if (!in) throw std::runtime_error("cannot read " + path);
    }

    std::string file_;
    std::size_t most_;
    std::vector<T> values_;
};

list<float> all_logits("logits.f32", most_logits);
list<std::uint32_t> all_targets("targets.u32", most_targets);

} // namespace

void use_data_folder(const std::string &folder) {
    data_folder = folder;
    logits(0);
    targets(0);
}

const float *logits(std::size_t count) { return all_logits.first(count); }
const std::uint32_t *targets(std::size_t count) { return all_targets.first(count); }

} // namespace simdloss_bench
