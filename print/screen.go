package print

// The pattern of Screen: a tile of grains, repeated.
const (
	grain      = 3 * Dot // the side of a grain, in millimetres
	tileGrains = 64      // the side of the tile, in grains
	tileBytes  = tileGrains / 8
)

// maxScreen bounds the sides of a screen, in millimetres.
const maxScreen = 2 * PageHeight

// Screen covers a box with a dense dark pattern, against reading what lies
// behind or in front of it by holding the paper to the light. Three quarters
// of it are black, in grains of a quarter and of half a millimetre, as coarse
// as the codes and letters that it hides.
//
// The pattern is fixed: it takes no seed and is the same on every card. It
// hides from the eye, not from one who may take the card apart.
func (s *Sheet) Screen(b Box) {
	if !s.ready(b.X, b.Y, b.W, b.H) {
		return
	}
	w, h := int(min(b.W, maxScreen)/grain), int(min(b.H, maxScreen)/grain)
	if w < 1 || h < 1 {
		return
	}
	s.mask(b, w, h, tiled(w, h))
}

// tiled returns w × h bits covered by the tile, in rows of whole bytes. As it
// repeats, it takes little room in a compressed page.
func tiled(w, h int) []byte {
	tile := weave()
	row := (w + 7) / 8
	bits := make([]byte, row*h)
	for y := range h {
		line := bits[y*row : (y+1)*row]
		for x := range line {
			line[x] = tile[y%tileGrains][x%tileBytes]
		}
		if spare := row*8 - w; spare > 0 {
			line[row-1] &= 0xff << spare
		}
	}
	return bits
}

// weave makes the tile: a grain is black where a coarse pattern or a fine one
// is. Both come from a counter stirred well, the same for ever.
func weave() (tile [tileGrains][tileBytes]byte) {
	for y := range tile {
		coarse := spread(stir(uint64(y / 2)))
		fine := stir(uint64(1000 + y))
		for x := range tileBytes {
			tile[y][x] = byte((coarse | fine) >> (8 * x))
		}
	}
	return tile
}

// spread doubles each of the low 32 bits.
func spread(v uint64) (wide uint64) {
	for i := range 32 {
		wide |= (v >> i & 1) * 3 << (2 * i)
	}
	return wide
}

// stir turns a counter into 64 bits without a visible order.
func stir(n uint64) uint64 {
	n = (n + 1) * 0x9e3779b97f4a7c15
	for range 3 {
		n ^= n >> 29
		n *= 0xd6e8feb86659fd93
	}
	return n ^ n>>32
}
