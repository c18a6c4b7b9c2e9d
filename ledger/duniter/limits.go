package duniter

// Every bound in one place. They are far above what honest chains have and far below what hurts a small machine.
const (
	MaxMetadata  = 4 << 20  // bytes of a runtime's metadata; Ğ1's is 161 kB
	MaxTypes     = 16384    // types of a runtime; Ğ1 has some 600
	MaxResponse  = 16 << 20 // bytes of one answer of a node: a full block, in hex
	MaxExtrinsic = 4 << 20  // bytes of one extrinsic; a block holds less
	MaxEvents    = 8 << 20  // bytes of the events of a block

	maxDepth  = 48      // values within values: a batch of batches is some ten deep
	maxValues = 1 << 18 // values in one decoded thing
	maxName   = 1024    // bytes of a name in metadata
	maxCount  = 1 << 16 // elements of a list in metadata
)
