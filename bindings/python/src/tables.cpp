// The tables themselves, and the one way of calling any of the functions.
#include "tables.hpp"

#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace simdloss_python {
namespace {

template <auto F> simdloss_status init(void *desc) {
    return [desc]<class Desc>(
               simdloss_status (*f)(Desc *, std::size_t)) { return f(static_cast<Desc *>(desc), sizeof(Desc)); }(F);
}

template <auto F> simdloss_status workspace(const void *desc, std::size_t *bytes) {
    return [&]<class Desc>(simdloss_status (*f)(const Desc *, std::size_t *)) {
        return f(static_cast<const Desc *>(desc), bytes);
    }(F);
}

template <class Tuple>
constexpr bool takes_workspace = std::is_same_v<std::tuple_element_t<std::tuple_size_v<Tuple> - 1, Tuple>, std::size_t>;

// F(desc, executor, buffers..., [workspace, workspace_bytes]) with the types that it wants.
template <auto F>
simdloss_status invoke(const void *desc, const simdloss_executor *executor, void *const *buffers, void *workspace,
    std::size_t workspace_bytes) {
    return [&]<class Desc, class... Rest>(simdloss_status (*f)(const Desc *, const simdloss_executor *, Rest...)) {
        using rest = std::tuple<Rest...>;
        constexpr std::size_t buffer_count = sizeof...(Rest) - (takes_workspace<rest> ? 2 : 0);
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto typed = static_cast<const Desc *>(desc);
            if constexpr (takes_workspace<rest>) {
                return f(typed, executor, static_cast<std::tuple_element_t<I, rest>>(buffers[I])..., workspace,
                    workspace_bytes);
            } else {
                return f(typed, executor, static_cast<std::tuple_element_t<I, rest>>(buffers[I])...);
            }
        }
        (std::make_index_sequence<buffer_count>());
    }(F);
}

#include "functions.inc"

} // namespace

std::span<const function_info> functions() { return all_functions; }

const function_info *find_function(const char *name, std::size_t length) {
    for (const function_info &function : functions())
        if (std::string_view(function.name) == std::string_view(name, length)) return &function;
    return nullptr;
}

std::span<const member_info> record_layout() { return record_members; }
std::span<const constant_info> constants() { return all_constants; }

} // namespace simdloss_python
