package print

import (
	"bytes"
	"strconv"
)

// ops collects the operators of one drawing call in the page's own language:
// operands first, lengths in points, y upward from the foot of the page.
type ops struct {
	b []byte
}

// num adds a length with as many decimals as matter, and a space.
func (o *ops) num(v float64) *ops {
	return o.decimal(v, 3)
}

// fine adds a factor, which needs more decimals than a length.
func (o *ops) fine(v float64) *ops {
	return o.decimal(v, 6)
}

// decimal adds a number with at most the given decimals, and a space.
func (o *ops) decimal(v float64, decimals int) *ops {
	o.b = strconv.AppendFloat(o.b, v, 'f', decimals, 64)
	for o.b[len(o.b)-1] == '0' {
		o.b = o.b[:len(o.b)-1]
	}
	if o.b[len(o.b)-1] == '.' {
		o.b = o.b[:len(o.b)-1]
	}
	if n := len(o.b); n >= 2 && string(o.b[n-2:]) == "-0" {
		o.b = append(o.b[:n-2], '0')
	}
	o.b = append(o.b, ' ')
	return o
}

// at adds a place given in millimetres from the top left.
func (o *ops) at(x, y float64) *ops {
	return o.num(x * pt).num(pageTop - y*pt)
}

// op adds an operator or any other words, and a space.
func (o *ops) op(words string) *ops {
	o.b = append(append(o.b, words...), ' ')
	return o
}

// begin empties the scratch space and saves the state of the page.
func (s *Sheet) begin() *ops {
	s.ops.b = append(s.ops.b[:0], "q "...)
	return &s.ops
}

// end restores the state of the page and hands what was collected to it.
func (s *Sheet) end() {
	s.ops.b = append(s.ops.b, 'Q')
	s.flush()
}

// flush hands what was collected to the page.
func (s *Sheet) flush() {
	s.pdf.RawWriteBuf(bytes.NewReader(s.ops.b))
}
