package lan

import "foirail/mesh"

// The room above takes a host as it is.
var _ mesh.Link = (*Host)(nil)
