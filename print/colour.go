package print

// A Colour is mixed of red, green and blue light, each 0 to 255. The zero
// Colour is black.
type Colour struct{ R, G, B uint8 }

// Grey returns a colour without a hue: 0 is black, 255 is white.
func Grey(level uint8) Colour {
	return Colour{level, level, level}
}

// fill adds the operators that set the colour of areas.
func (o *ops) fill(c Colour) *ops {
	return o.mix(c, "g", "rg")
}

// stroke adds the operators that set the colour of lines.
func (o *ops) stroke(c Colour) *ops {
	return o.mix(c, "G", "RG")
}

// mix adds a colour by the operator for greys or the one for hues.
func (o *ops) mix(c Colour, grey, hue string) *ops {
	if c.R == c.G && c.G == c.B {
		return o.num(float64(c.R) / 255).op(grey)
	}
	return o.num(float64(c.R) / 255).num(float64(c.G) / 255).num(float64(c.B) / 255).op(hue)
}
