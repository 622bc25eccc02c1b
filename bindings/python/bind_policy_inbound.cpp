// policy.
#include "casters.hpp"

namespace domainsec::python {

void bind_policy_inbound(py::module_&) {}

}  // namespace domainsec::python
