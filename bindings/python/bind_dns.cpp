// dns: records, answers and resolvers.
#include "casters.hpp"

namespace domainsec::python {

void bind_dns(py::module_&) {}

}  // namespace domainsec::python
