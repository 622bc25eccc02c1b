// policy.
#include "casters.hpp"

namespace domainsec::python {

void bind_policy_outbound(py::module_&) {}

}  // namespace domainsec::python
