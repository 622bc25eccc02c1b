// policy.
#include "casters.hpp"

namespace domainsec::python {

void bind_policy_configuration(py::module_&) {}

}  // namespace domainsec::python
