#include "runtime/isa.hpp"

#include "isa_list.hpp"
#include "runtime/error.hpp"
#include "runtime/kernels.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

// Each instruction set's kernels are one table in a namespace of that name.
#define SIMDLOSS_DECLARE_KERNELS(name, features)                                                                       \
    namespace simdloss::name {                                                                                         \
    extern const runtime::kernel_table kernels;                                                                        \
    }
SIMDLOSS_ISA_LIST(SIMDLOSS_DECLARE_KERNELS)
#undef SIMDLOSS_DECLARE_KERNELS

namespace simdloss::runtime {

namespace {

struct instruction_set {
    const char *name;
    const kernel_table *kernels;
    std::uint32_t features;
};

namespace list {

using namespace feature;

#define SIMDLOSS_ENTRY(name, features) {#name, &simdloss::name::kernels, features},
constexpr instruction_set compiled[] = {SIMDLOSS_ISA_LIST(SIMDLOSS_ENTRY)};
#undef SIMDLOSS_ENTRY

} // namespace list

using list::compiled;

// The state of the process: an entry of `compiled`, or one of these two.
constexpr instruction_set undecided{};
constexpr instruction_set unavailable{"", nullptr, 0};
std::atomic<const instruction_set *> active{&undecided};

bool supported(const instruction_set &isa) { return (isa.features & ~machine_features()) == 0; }

bool is_empty(const char *name) { return name == nullptr || *name == '\0'; }

// The best one that is supported if name is empty; nullptr if there is none of that name, or it is not supported.
const instruction_set *find(const char *name) {
    for (const auto &isa : compiled) {
        if ((is_empty(name) || std::strcmp(isa.name, name) == 0) && supported(isa)) {
            return &isa;
        }
    }
    return nullptr;
}

// The first call of the process decides, once: a choice that another thread made in between stands.
[[gnu::cold, gnu::noinline]] const instruction_set *decide() {
    const instruction_set *choice = find(std::getenv("SIMDLOSS_ISA"));
    const instruction_set *expected = &undecided;
    choice = choice != nullptr ? choice : &unavailable;
    return active.compare_exchange_strong(expected, choice) ? choice : expected;
}

const instruction_set *get_active() {
    const auto *isa = active.load(std::memory_order_acquire);
    return isa != &undecided ? isa : decide();
}

simdloss_status fail_isa(const char *source, const char *name) {
    char available[256] = "";
    std::size_t length = 0;
    bool known = false;
    for (const auto &isa : compiled) {
        known = known || std::strcmp(isa.name, name) == 0;
        if (supported(isa) && length < sizeof available) {
            length += std::size_t(std::snprintf(available + length, sizeof available - length, " %s", isa.name));
        }
    }
    return fail(SIMDLOSS_STATUS_ISA, "%s: instruction set \"%.64s\" is %s; available here:%s", source, name,
        known ? "not supported by this machine" : "unknown", available);
}

} // namespace

const kernel_table *active_kernels() { return get_active()->kernels; }

const char *active_isa() { return get_active()->name; }

const char *isa_name(int index) {
    for (const auto &isa : compiled) {
        if (supported(isa) && index-- == 0) {
            return isa.name;
        }
    }
    return nullptr;
}

simdloss_status set_isa(const char *name) {
    const auto *choice = find(name);
    if (choice == nullptr) {
        return fail_isa("name", name);
    }
    active.store(choice, std::memory_order_release);
    return SIMDLOSS_STATUS_OK;
}

simdloss_status isa_unavailable() {
    const char *name = std::getenv("SIMDLOSS_ISA");
    return fail_isa("SIMDLOSS_ISA", name != nullptr ? name : "");
}

} // namespace simdloss::runtime
