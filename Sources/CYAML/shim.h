#pragma once
// The C side of CYAML: what Swift cannot see by itself goes here as static inline functions.
#include <yaml.h>
