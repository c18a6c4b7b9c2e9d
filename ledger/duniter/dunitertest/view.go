package dunitertest

import "maps"

// view is state that is being changed: what was before, and what has been changed, layer by layer. A layer that fails is dropped,
// with all that it did.
type view struct {
	base   map[string]string  // of the block before; in the lowest layer
	under  *view              // in the others
	own    map[string]*string // nil is gone
	events [][]byte
}

func (v *view) get(key string) (string, bool) {
	for ; v != nil; v = v.under {
		if value, changed := v.own[key]; changed {
			if value == nil {
				return "", false
			}
			return *value, true
		}
		if v.under == nil {
			value, ok := v.base[key]
			return value, ok
		}
	}
	return "", false
}

func (v *view) set(key, value string) { v.own[key] = &value }

func (v *view) del(key string) { v.own[key] = nil }

// above is a layer on top of this one.
func (v *view) above() *view { return &view{under: v, own: map[string]*string{}} }

// keep takes what a layer did into the one below.
func (v *view) keep() {
	maps.Copy(v.under.own, v.own)
	v.under.events = append(v.under.events, v.events...)
}

// flat is the whole state with what has been changed.
func (v *view) flat() map[string]string {
	all := maps.Clone(v.base)
	for key, value := range v.own {
		if value == nil {
			delete(all, key)
		} else {
			all[key] = *value
		}
	}
	return all
}
