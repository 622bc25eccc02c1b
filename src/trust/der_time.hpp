// Times are read where certificates are: see pki/der_time.hpp.
#pragma once

#include "pki/der_time.hpp"
