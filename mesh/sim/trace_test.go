package sim

import (
	"flag"
	"fmt"
	"testing"

	"foirail/ledger/entry"
)

var who = flag.String("who", "", "the person whose part of the world of -seed TestTrace tells")

// A world can be told as one person saw it: what each node wrote of his entries, and of his disputes.
func TestTrace(t *testing.T) {
	if *who == "" {
		t.Skip("tells nothing without -who")
	}
	tell := func(w *World, n *node, e *entry.Entry) {
		switch b := e.Body.(type) {
		case *entry.Votes:
			for _, v := range b.Items {
				if about := w.chronicle.said[v.Entry]; about != nil {
					if w.names[about.Author] == *who {
						fmt.Printf("%d %s: %s votes(%d) %s\n", w.now, n.name, w.plain(e.String()), v.Kind, w.plain(about.String()))
					}
					if p, ok := about.Body.(*entry.Propose); ok && w.names[p.Topic.Account] == *who {
						fmt.Printf("%d %s: %s votes(%d) proposal %s\n", w.now, n.name, w.plain(e.String()), v.Kind, w.plain(about.String()))
					}
				}
			}
		case *entry.Propose:
			if w.names[b.Topic.Account] == *who {
				fmt.Printf("%d %s: %s from %d view %d shown %x value %v\n", w.now, n.name, w.plain(e.String()), b.Topic.Number, b.View, b.Shown, b.Value)
			}
		case *entry.Next:
			if w.names[b.Topic.Account] == *who {
				fmt.Printf("%d %s: %s from %d view %d\n", w.now, n.name, w.plain(e.String()), b.Topic.Number, b.View)
			}
		default:
			if w.names[e.Author] == *who {
				h := e.Hash()
				fmt.Printf("%d %s: holds %s %x prev %x\n", w.now, n.name, w.plain(e.String()), h[:4], e.Prev[:4])
			}
		}
	}
	_, err := Run(Options{Seed: *firstOne, Stewards: max(4, *size), trace: tell})
	fmt.Println(err)
}
