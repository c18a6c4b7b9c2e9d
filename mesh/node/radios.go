package node

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"foirail/ledger/words"
	"foirail/lora"
	"foirail/mesh"
)

// radios are those of a node that runs, and the airtime that they share. The tallies of airtime lie in
// the node's directory, and no restart makes airtime anew.
type radios struct {
	list    []*radio
	budgets *lora.Budgets
	node    airNode   // how this node calls itself on air
	key     *radioKey // hides what is said; nil: it is not hidden
}

// openRadios makes the radios that the settings name. No port is opened before they run. Its problems
// are bad_radio, no_region, those of unlawful settings, and what the disk says of the tallies.
func (n *Node) openRadios(settings Settings, log *slog.Logger) (*radios, error) {
	seed, err := n.config.peerSeed()
	if err != nil {
		return nil, err
	}
	rs := &radios{budgets: lora.NewBudgets(n.config.Dir, 0), node: airName(seed)}
	if settings.RadioKey != "" && len(settings.Radios) > 0 {
		if rs.key, err = readRadioKey(settings.RadioKey); err != nil {
			return nil, err
		}
	}
	for _, s := range settings.Radios {
		r, err := n.config.radio(s, rs.budgets, log)
		if err != nil {
			return nil, errors.Join(err, rs.close())
		}
		r.key = rs.key
		rs.list = append(rs.list, r)
	}
	return rs, nil
}

// name is how the node calls itself on air, if it has radios.
func (rs *radios) name() airNode {
	if rs == nil {
		return airNode{}
	}
	return rs.node
}

// shared is the key that hides what is said.
func (rs *radios) shared() *radioKey {
	if rs == nil {
		return nil
	}
	return rs.key
}

// radio makes one radio.
func (c Config) radio(s RadioSettings, budgets *lora.Budgets, log *slog.Logger) (*radio, error) {
	complete, _, err := s.complete()
	if err != nil {
		return nil, err
	}
	open := c.OpenRadio
	if open == nil {
		open = lora.Open
	}
	device, err := open(lora.Asked{Address: s.Address, Settings: complete, Budgets: budgets, Log: log})
	if err != nil {
		return nil, c.radioTold(s.Address, err)
	}
	return &radio{address: s.Address, settings: complete, device: device, now: c.now, heard: map[airNode]*signal{}}, nil
}

// radioTold is how people are told why a radio cannot be made.
func (c Config) radioTold(address string, err error) error {
	var why lora.Reason
	var held *lora.TalliesHeld
	switch {
	case errors.As(err, &held):
		return problem(words.AirtimeHeld, err, "path", held.Dir)
	case errors.As(err, &why):
		return reasonProblem(address, why)
	}
	return told(c, err)
}

// air is the radios as the mesh wants them.
func (rs *radios) air() (list []mesh.Radio) {
	if rs == nil {
		return nil
	}
	for _, r := range rs.list {
		list = append(list, r)
	}
	return list
}

// run holds the radios' ports until ctx ends. What goes wrong with a radio shows in its status and
// ends nothing: it may be plugged in again.
func (rs *radios) run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, r := range rs.list {
		group.Go(func() error { return r.device.Run(ctx) })
	}
	return unlessOver(ctx, group.Wait())
}

// radioWatch is how often it is looked whether a radio needs somebody's care.
const radioWatch = time.Second

// watch tells what keeps each radio from its work, and what it complains of, when that changes.
func (rs *radios) watch(ctx context.Context, tell func(*Problem)) error {
	if tell == nil || len(rs.list) == 0 {
		return nil
	}
	told := map[*radio]words.Code{}
	return every(ctx, radioWatch, func() error {
		for _, r := range rs.list {
			r.tellTrouble(told, tell)
		}
		return nil
	})
}

// tellTrouble tells what was not told last. A radio that is being set up keeps what was told of it: it
// may be the try after a failure.
func (r *radio) tellTrouble(told map[*radio]words.Code, tell func(*Problem)) {
	s := r.device.Status()
	p := cmp.Or(radioProblem(s), radioNotice(s))
	switch {
	case p != nil && p.Code != told[r]:
		told[r] = p.Code
		tell(p)
	case p == nil && s.State == lora.Ready:
		delete(told, r)
	}
}

func (rs *radios) close() error { return rs.budgets.Close() }
