// policy.
#include "casters.hpp"

namespace domainsec::python {

void bind_policy_bundle(py::module_&) {}

}  // namespace domainsec::python
