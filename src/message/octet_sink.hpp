// Where canonical octets go: a borrowed callable that takes stretches of text in order.
#pragma once

#include <memory>
#include <string_view>
#include <type_traits>

namespace domainsec::inline v1::detail {

/// Refers to a callable `void(std::string_view)` without owning or copying it. Lives no longer than
/// the callable.
class OctetSink final {
  public:
    template <class Callable,
              class = std::enable_if_t<!std::is_same_v<std::remove_cvref_t<Callable>, OctetSink>>>
    OctetSink(Callable&& callable) noexcept  // implicit: a lambda is passed where a sink is wanted
        : target_(const_cast<void*>(static_cast<const void*>(std::addressof(callable)))),
          call_([](void* target, std::string_view octets) {
              (*static_cast<std::remove_reference_t<Callable>*>(target))(octets);
          }) {}

    void operator()(std::string_view octets) const { call_(target_, octets); }

  private:
    void* target_;
    void (*call_)(void*, std::string_view);
};

}  // namespace domainsec::inline v1::detail
