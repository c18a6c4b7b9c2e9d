package ledger

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// stateDiff compares two states field by field, whatever fields there are, and says where they
// differ. A field that is added to the state is compared from then on: either a snapshot restores
// it, or it is named here with the reason why it need not be.
func stateDiff(a, b *State) string {
	d := &differ{seen: map[[2]any]bool{}}
	d.compare("state", reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem())
	return strings.Join(d.found, "\n")
}

// passing is the fields that do not outlive a restart, or say in another way what others say.
var passing = map[string]string{
	"State.stirred":    "who is to be considered: after a restart all are",
	"State.talked":     "the same",
	"State.steps":      "counts rounds of considering",
	"State.moves":      "counts changes that a batch hangs on",
	"State.prefer":     "only for reloads",
	"chain.considered": "the same",
	"chain.waits":      "in a queue for room on a line: after a restart all are considered",
	"standing.waiting": "the queue",
	"node.tally":       "compared by epochVotes: its order is that of coming",
	"node.when":        "compared by firstVote",
	"node.entry":       "compared by whether it may be dropped",
	"ends.won":         "may hold a thing twice",
	"node.carried":     "a list in no order of meaning; it follows from carrier",
	"chain.endings":    "compared by their decisions: their order is that of heeding",
	"chain.past":       "of a plain account the summary tells it; else it has no meaning",
	"statement.tally":  "compared by summary: its order is that of coming",
	"graph.arrived":    "numbers may be left out",
	"Entry.message":    "compared by hash",
	"Entry.Signature":  "signatures are randomised",
}

type differ struct {
	seen  map[[2]any]bool
	found []string
}

func (d *differ) say(path string, a, b any) {
	if len(d.found) < 20 {
		d.found = append(d.found, fmt.Sprintf("%s: %v, and then %v", path, a, b))
	}
}

func (d *differ) compare(path string, a, b reflect.Value) {
	switch a.Kind() {
	case reflect.Pointer:
		d.pointer(path, a, b)
	case reflect.Struct:
		d.fields(path, a, b)
	case reflect.Map:
		d.maps(path, a, b)
	case reflect.Array:
		if text(a) != text(b) {
			d.say(path, text(a), text(b))
		}
	case reflect.Slice:
		if a.Type() == reflect.TypeFor[[]*node]() && anyOrder(path) {
			if x, y := hashes(a), hashes(b); !slices.Equal(x, y) {
				d.say(path, x, y)
			}
			return
		}
		if a.Len() != b.Len() {
			d.say(path, a.Len(), b.Len())
			return
		}
		for i := range a.Len() {
			d.compare(fmt.Sprintf("%s[%d]", path, i), a.Index(i), b.Index(i))
		}
	case reflect.Interface:
		if a.IsNil() != b.IsNil() {
			d.say(path, a.IsNil(), b.IsNil())
		} else if !a.IsNil() {
			d.compare(path, a.Elem(), b.Elem())
		}
	case reflect.Func:
	default:
		if text(a) != text(b) {
			d.say(path, text(a), text(b))
		}
	}
}

// anyOrder says whether a list of entries is in the order in which they were heeded, which may be
// before or after their authors were seated, and has no meaning.
func anyOrder(path string) bool {
	return strings.HasSuffix(path, ".proposals") || strings.HasSuffix(path, ".nexts") || strings.Contains(path, ".recoveries")
}

func hashes(list reflect.Value) (all []string) {
	for i := range list.Len() {
		all = append(all, named(list.Index(i)))
	}
	slices.Sort(all)
	return all
}

func (d *differ) pointer(path string, a, b reflect.Value) {
	if a.IsNil() || b.IsNil() {
		if a.IsNil() != b.IsNil() {
			d.say(path, text(a), text(b))
		}
		return
	}
	pair := [2]any{a.Pointer(), b.Pointer()}
	if d.seen[pair] {
		return
	}
	d.seen[pair] = true
	if x, y := named(a), named(b); x != y {
		d.say(path, x, y)
		return
	}
	if n := named(a); n != "" {
		path = n
	}
	d.compare(path, a.Elem(), b.Elem())
}

// named is the name of a thing that has one, so that it is compared once and told apart.
func named(v reflect.Value) string {
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return ""
	}
	switch v.Type() {
	case reflect.TypeFor[*node]():
		return "node " + text(v.Elem().FieldByName("hash"))
	case reflect.TypeFor[*chain]():
		name := "chain " + text(v.Elem().FieldByName("ref"))
		if c := v.Elem().FieldByName("coupon"); !c.IsNil() {
			name += text(c.Elem())
		}
		return name
	case reflect.TypeFor[*epoch]():
		return "epoch " + text(v.Elem().FieldByName("market")) + text(v.Elem().FieldByName("number"))
	}
	return ""
}

func (d *differ) fields(path string, a, b reflect.Value) {
	t := a.Type()
	if a.CanAddr() && b.CanAddr() && t == reflect.TypeFor[node]() {
		d.node(path, (*node)(a.Addr().UnsafePointer()), (*node)(b.Addr().UnsafePointer()))
	}
	if a.CanAddr() && b.CanAddr() && t == reflect.TypeFor[chain]() {
		x, y := endings((*chain)(a.Addr().UnsafePointer())), endings((*chain)(b.Addr().UnsafePointer()))
		if !slices.Equal(x, y) {
			d.say(path+".endings", x, y)
		}
	}
	if a.CanAddr() && b.CanAddr() && t == reflect.TypeFor[statement]() {
		x, y := (*statement)(a.Addr().UnsafePointer()), (*statement)(b.Addr().UnsafePointer())
		if !reflect.DeepEqual(x.summary(true), y.summary(true)) {
			d.say(path, x.summary(true), y.summary(true))
		}
	}
	for i := range t.NumField() {
		name := t.Name() + "." + t.Field(i).Name
		if _, skip := passing[name]; !skip {
			d.compare(path+"."+t.Field(i).Name, a.Field(i), b.Field(i))
		}
	}
}

// endings names the decisions that ended a chain's disputes.
func endings(c *chain) (list []string) {
	for _, e := range c.endings {
		list = append(list, e.node.hash.String())
	}
	slices.Sort(list)
	return list
}

// node compares what of a node is said in more than one way.
func (d *differ) node(path string, a, b *node) {
	if x, y := a.epochVotes(), b.epochVotes(); !reflect.DeepEqual(x, y) {
		d.say(path+".votes", x, y)
	}
	if a.firstVote() != b.firstVote() && a.kind.Owned() {
		d.say(path+".firstVote", a.firstVote(), b.firstVote())
	}
	if b.entry == nil && a.entry != nil && a.entry.Kind().Owned() || a.entry == nil && b.entry != nil {
		d.say(path+".entry", a.entry != nil, b.entry != nil)
	}
	if a.ends != nil && b.ends != nil {
		for _, w := range a.ends.won {
			if !slices.Contains(b.ends.won, w) {
				d.say(path+".won", a.ends.won, b.ends.won)
			}
		}
	}
	if x, y := carriedBy(a), carriedBy(b); !slices.Equal(x, y) {
		d.say(path+".carried", len(x), len(y))
	}
}

// carriedBy is what a Votes named first.
func carriedBy(n *node) (list []string) {
	if n.kind.Owned() || n.chain == nil {
		return nil
	}
	for x := n.carried; x != nil; x = x.carried {
		list = append(list, x.hash.String())
	}
	slices.Sort(list)
	return list
}

func (d *differ) maps(path string, a, b reflect.Value) {
	x, y := byKey(a), byKey(b)
	for k, v := range x {
		if other, ok := y[k]; ok {
			d.compare(path+"{"+k+"}", v, other)
		} else if !empty(v) {
			d.say(path, k, "nothing")
		}
	}
	for k, v := range y {
		if _, ok := x[k]; !ok && !empty(v) {
			d.say(path, "nothing", k)
		}
	}
}

func byKey(m reflect.Value) map[string]reflect.Value {
	list := map[string]reflect.Value{}
	for it := m.MapRange(); it.Next(); {
		k := named(it.Key())
		if k == "" {
			k = text(it.Key())
		}
		list[k] = it.Value()
	}
	return list
}

// empty says whether something in a map is as good as nothing: an account without a life, the place
// of an entry that nobody holds, a line on which nothing stands.
func empty(v reflect.Value) bool {
	if v.Kind() != reflect.Pointer {
		return v.Kind() == reflect.Slice && v.Len() == 0
	}
	switch v.Type() {
	case reflect.TypeFor[*chain]():
		c := (*chain)(v.UnsafePointer())
		return len(c.slots) == 0 && len(c.ahead) == 0 && c.final == 0 && c.backed == 0 && c.deposited == 0 && c.abroad == 0 && len(c.endings) == 0
	case reflect.TypeFor[*node]():
		n := (*node)(v.UnsafePointer())
		return n.chain == nil && n.ends == nil
	case reflect.TypeFor[*standing]():
		return len((*standing)(v.UnsafePointer()).sums) == 0
	}
	return false
}

// text is a value without pointers, written out.
func text(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		return fmt.Sprint(named(v), v.IsNil())
	case reflect.Struct:
		var b strings.Builder
		for i := range v.NumField() {
			b.WriteString(text(v.Field(i)) + " ")
		}
		return b.String()
	case reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			var b strings.Builder
			for i := range v.Len() {
				fmt.Fprintf(&b, "%02x", v.Index(i).Uint())
			}
			return b.String()
		}
	}
	return fmt.Sprintf("%v", v)
}
