package dunitertest

import (
	"slices"

	"foirail/ledger/duniter"
	"foirail/ledger/keys"
)

// proxyType is what a delegate may do.
type proxyType uint8

const (
	almostAny proxyType = iota
	transferOnly
)

// delegate is one who may act for another.
type delegate struct {
	who   keys.Account
	kind  proxyType
	delay uint32
}

// maxProxies is how many one account may have.
const maxProxies = 32

func (s *run) readProxies(of keys.Account) (all []delegate, deposit uint64) {
	v, ok := s.view.get(s.key("Proxy", "Proxies", of))
	if !ok {
		return nil, 0
	}
	r := duniter.NewReader([]byte(v))
	for range r.Count(37) {
		all = append(all, delegate{keys.Account(r.Hash()), proxyType(r.U8()), r.U32()})
	}
	return all, r.U64()
}

// writeProxies writes the list and settles its deposit.
func (s *run) writeProxies(of keys.Account, all []delegate, before uint64) error {
	deposit := uint64(0)
	if len(all) > 0 {
		deposit = 108 + 33*uint64(len(all))
	}
	if deposit > before {
		if err := s.reserve(of, deposit-before); err != nil {
			return err
		}
	} else {
		s.unreserve(of, before-deposit)
	}
	if len(all) == 0 {
		s.view.del(s.key("Proxy", "Proxies", of))
		return nil
	}
	var w duniter.Writer
	w.Compact(uint64(len(all)))
	for _, d := range all {
		w.Raw(d.who[:])
		w.U8(uint8(d.kind))
		w.U32(d.delay)
	}
	w.U64(deposit)
	s.view.set(s.key("Proxy", "Proxies", of), string(w.Bytes()))
	return nil
}

func (a arguments) kind(name string, t *table) proxyType {
	v, _ := a[name].(duniter.Variant)
	return proxyType(t.types["ProxyType"].alt(v.Name))
}

func (s *run) proxies(who keys.Account, name string, a arguments) error {
	if name == "proxy" {
		return s.actFor(who, a)
	}
	all, before := s.readProxies(who)
	if name == "remove_proxies" {
		return s.writeProxies(who, nil, before)
	}
	other, err := a.address("delegate")
	if err != nil {
		return err
	}
	d := delegate{other, a.kind("proxy_type", s.prog.table), uint32(a.number("delay"))}
	if name == "add_proxy" {
		return s.addProxy(who, d, all, before)
	}
	at := slices.Index(all, d)
	if at < 0 {
		return failure("Proxy.NotFound")
	}
	s.emit("Proxy", "ProxyRemoved", who, d.who, d.kind, d.delay)
	return s.writeProxies(who, slices.Delete(all, at, at+1), before)
}

func (s *run) addProxy(who keys.Account, d delegate, all []delegate, before uint64) error {
	switch {
	case d.who == who:
		return failure("Proxy.NoSelfProxy")
	case slices.Contains(all, d):
		return failure("Proxy.Duplicate")
	case len(all) >= maxProxies:
		return failure("Proxy.TooMany")
	}
	if err := s.writeProxies(who, append(all, d), before); err != nil {
		return err
	}
	s.emit("Proxy", "ProxyAdded", who, d.who, d.kind, d.delay)
	return nil
}

// actFor runs a call for another, who allowed it. What the inner call came to is told, the extrinsic is a success.
func (s *run) actFor(who keys.Account, a arguments) error {
	real, err := a.address("real")
	if err != nil {
		return err
	}
	all, _ := s.readProxies(real)
	at := slices.IndexFunc(all, func(d delegate) bool { return d.who == who })
	switch {
	case at < 0:
		return failure("Proxy.NotProxy")
	case all[at].delay > 0:
		return failure("Proxy.Unproxyable")
	}
	o, _ := duniter.Inner(a["call"])
	s.acting = append(s.acting, all[at].kind)
	err = s.dispatch(real, o)
	s.acting = s.acting[:len(s.acting)-1]
	s.emit("Proxy", "ProxyExecuted", result{err})
	return nil
}

// allows is the filter of each kind, for calls within calls too. Nobody changes proxies through a proxy: on the real chain too, which is why a pure proxy will
// not do as a vault.
func (k proxyType) allows(o duniter.Opened) bool {
	switch k {
	case almostAny:
		return o.Pallet != "Proxy" || o.Name == "remove_proxies"
	case transferOnly:
		return o.Pallet == "Balances" || o.Pallet == "UniversalDividend"
	}
	return false
}
