package dunitertest

import "foirail/ledger/duniter"

// body writes what stands behind the types: pallets, the extrinsic, and from version 15 on the functions that a node runs.
func (w *writer) body() []byte {
	var to duniter.Writer
	to.Compact(uint64(len(w.table.pallets)))
	for _, p := range w.table.pallets {
		w.pallet(&to, p)
	}
	w.extrinsic(&to)
	if w.version < 16 {
		w.typ(&to, "()") // the runtime itself
	}
	if w.version >= 15 {
		w.apis(&to)
		w.typ(&to, "Call")
		w.typ(&to, "Event")
		w.typ(&to, "Error")
		to.Compact(0) // nothing custom
	}
	return to.Bytes()
}

// notDeprecated says so of a thing, in version 16.
func (w *writer) notDeprecated(to *duniter.Writer) {
	if w.version >= 16 {
		to.U8(0)
	}
}

func (w *writer) pallet(to *duniter.Writer, p *palletRow) {
	to.Text(p.name)
	w.storage(to, p)
	w.member(to, p, "Call")
	w.member(to, p, "Event")
	to.Compact(uint64(len(p.consts)))
	for _, c := range p.consts {
		to.Text(c.name)
		w.typ(to, c.typ)
		to.Blob(c.value)
		noDocs(to)
		w.notDeprecated(to)
	}
	w.member(to, p, "Error")
	if w.version >= 16 {
		to.Compact(0) // associated types
		to.Compact(0) // views
	}
	to.U8(p.index)
	if w.version >= 15 {
		noDocs(to)
	}
	w.notDeprecated(to)
}

func (w *writer) member(to *duniter.Writer, p *palletRow, member string) {
	there := len(p.members(member)) > 0
	to.Bool(there)
	if there {
		w.typ(to, p.name+"::"+member)
		if w.version >= 16 {
			to.Compact(0) // none deprecated
		}
	}
}

func (w *writer) storage(to *duniter.Writer, p *palletRow) {
	to.Bool(len(p.storage) > 0)
	if len(p.storage) == 0 {
		return
	}
	to.Text(p.name)
	to.Compact(uint64(len(p.storage)))
	for _, s := range p.storage {
		w.item(to, s)
	}
}

func (w *writer) item(to *duniter.Writer, s storageRow) {
	to.Text(s.name)
	to.Bool(!s.optional)
	to.Bool(s.key != "")
	if s.key != "" {
		to.Blob(s.hashers)
		w.typ(to, s.key)
	}
	w.typ(to, s.value)
	to.Blob(s.fallback)
	noDocs(to)
	w.notDeprecated(to)
}

func (w *writer) extrinsic(to *duniter.Writer) {
	switch w.version {
	case 14:
		w.typ(to, "Extrinsic")
		to.U8(4)
	case 15:
		to.U8(4)
		w.typ(to, "MultiAddress")
		w.typ(to, "Call")
		w.typ(to, "MultiSignature")
		w.typ(to, w.extra())
	case 16:
		to.Blob([]byte{4, 5})
		w.typ(to, "MultiAddress")
		w.typ(to, "Call")
		w.typ(to, "MultiSignature")
		w.uses(to)
	}
	to.Compact(uint64(len(w.table.ext)))
	for _, x := range w.table.ext {
		to.Text(x.name)
		w.typ(to, x.fields[0].typ)
		w.typ(to, x.fields[1].typ)
	}
}

// uses says that version 0 of the extensions is all of them.
func (w *writer) uses(to *duniter.Writer) {
	to.Compact(1)
	to.U8(0)
	to.Compact(uint64(len(w.table.ext)))
	for n := range w.table.ext {
		to.Compact(uint64(n))
	}
}

func (w *writer) apis(to *duniter.Writer) {
	var owners []string
	byOwner := map[string][]row{}
	for _, m := range w.table.apis {
		if byOwner[m.owner] == nil {
			owners = append(owners, m.owner)
		}
		byOwner[m.owner] = append(byOwner[m.owner], m)
	}
	to.Compact(uint64(len(owners)))
	for _, owner := range owners {
		to.Text(owner)
		to.Compact(uint64(len(byOwner[owner])))
		for _, m := range byOwner[owner] {
			w.method(to, m)
		}
		noDocs(to)
		if w.version >= 16 {
			to.Compact(1)
		}
		w.notDeprecated(to)
	}
}

func (w *writer) method(to *duniter.Writer, m row) {
	to.Text(m.name)
	to.Compact(uint64(len(m.fields)))
	for _, f := range m.fields {
		to.Text(f.name)
		w.typ(to, f.typ)
	}
	w.typ(to, m.result)
	noDocs(to)
	w.notDeprecated(to)
}
