package node

import (
	"testing"

	"foirail/ledger"
	"foirail/ledger/keys"
	"foirail/mesh"
)

func TestWhoIsInReachByRadio(t *testing.T) {
	who := ledger.Ref{Key: keys.Account{1}}
	spoke := func(since int64) map[ledger.Ref]int64 { return map[ledger.Ref]int64{who: since} }
	hears := func(since int64, equal bool) []mesh.Neighbour {
		return []mesh.Neighbour{{SinceHeard: since, Equal: equal}}
	}
	for name, c := range map[string]struct {
		air   mesh.AirStatus
		waits bool
		want  bool
	}{
		"spoke just now":                         {mesh.AirStatus{Words: spoke(20), Neighbours: hears(20, false)}, true, true},
		"spoke, and has not said his name":       {mesh.AirStatus{Words: spoke(20)}, true, true},
		"spoke long ago, and nobody is heard":    {mesh.AirStatus{Words: spoke(inEarTicks), Neighbours: hears(inEarTicks, true)}, false, false},
		"spoke long ago, and something waits":    {mesh.AirStatus{Words: spoke(inEarTicks), Neighbours: hears(20, true)}, true, false},
		"spoke long ago, and nothing waits":      {mesh.AirStatus{Words: spoke(10 * inEarTicks), Neighbours: hears(20, true)}, false, true},
		"spoke long ago, and somebody is behind": {mesh.AirStatus{Words: spoke(inEarTicks), Neighbours: hears(20, false)}, false, false},
		"never spoke":                            {mesh.AirStatus{Neighbours: hears(20, true)}, false, false},
	} {
		if got := inEar([]mesh.AirStatus{{}, c.air}, c.waits); got[who] != c.want || len(got) > 1 {
			t.Errorf("%s: %v", name, got)
		}
	}
}
