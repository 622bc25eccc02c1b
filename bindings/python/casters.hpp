// How values cross the border between C++ and Python, and the areas that use it.
#pragma once

#include <pybind11/functional.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <domainsec/domainsec.hpp>

#include "callbacks.hpp"
#include "exclusive.hpp"
#include "octets.hpp"
#include "records.hpp"
#include "sharing.hpp"
#include "times.hpp"
#include "words.hpp"

namespace domainsec::python {

/// One for each area of the library, in the order in which they build on each other.
void bind_names(py::module_& module);
void bind_dns(py::module_& module);
void bind_dns_resolvers(py::module_& module);
void bind_pki(py::module_& module);
void bind_pki_assignments(py::class_<CertificateStore>& store);
void bind_pki_authority(py::module_& module);
void bind_pki_entries(py::module_& module);
void bind_pki_interchange(py::module_& module);
void bind_pki_issue(py::module_& module);
void bind_pki_keys(py::module_& module);
void bind_pki_renewal(py::class_<CertificateStore>& store);
void bind_pki_store(py::module_& module);
void bind_trust(py::module_& module);
void bind_trust_cache(py::module_& module);
void bind_trust_evidence(py::module_& module);
void bind_trust_fetcher(py::module_& module);
void bind_trust_policy(py::module_& module);
void bind_trust_standing(py::module_& module);
void bind_trust_validator(py::module_& module);
void bind_tls(py::module_& module);
void bind_tls_facts(py::module_& module);
void bind_tls_options(py::module_& module);
void bind_message(py::module_& module);
void bind_message_border(py::module_& module);
void bind_policy(py::module_& module);
void bind_policy_bundle(py::module_& module);
void bind_policy_configuration(py::module_& module);
void bind_policy_inbound(py::module_& module);
void bind_policy_outbound(py::module_& module);
void bind_stamp(py::module_& module);
void bind_stamp_keys(py::module_& module);
void bind_stamp_making(py::module_& module);
void bind_telemetry(py::module_& module);
void bind_edge(py::module_& module);

}  // namespace domainsec::python
