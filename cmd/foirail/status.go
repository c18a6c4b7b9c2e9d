package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// status tells how this machine is.
func (t *terminal) status() *cobra.Command {
	return t.command("status", "", func(ctx context.Context, _ []string) error {
		reply, err := ask[node.StatusReply](ctx, t, "status", node.StatusRequest{})
		if err != nil {
			return err
		}
		for _, code := range reply.Warnings {
			if r := reply.RoadProblem; r != nil && r.Code == words.Code(code) {
				t.warnOf(r)
				continue
			}
			if words.Code(code) != words.DiskLow { // every command warns of that
				t.warn(words.Code(code), "when", t.clock().Format(time.RFC3339), "name", t.nameless(reply.Differs))
			}
		}
		t.warnOfRadios(reply.Radios)
		return t.answer(reply, func() { t.statusTable(reply) })
	})
}

func (t *terminal) statusTable(r node.StatusReply) {
	rows := [][]string{
		{t.word("row.community"), r.Name},
		{t.word("head.market"), r.Market},
		{t.word("row.chain"), r.Chain},
		{t.word("head.epoch"), fmt.Sprint(r.Epoch)},
		{t.word("head.entries"), fmt.Sprint(r.Entries)},
		{t.word("mesh.row.waiting"), t.word("mesh.waiting", "promised", fmt.Sprint(r.Promised), "backed", fmt.Sprint(r.Backed))},
		{t.word("row.steward"), t.seat(r)},
		{t.word("row.reach"), t.reach(r)},
		{t.word("row.peers"), fmt.Sprint(r.Peers)},
	}
	if len(r.Awaited) > 0 {
		rows = append(rows, []string{t.word("invite.row"), strings.Map(plain, strings.Join(r.Awaited, ", "))})
	}
	if r.Wish != nil && !r.Wish.Late {
		rows = append(rows, []string{t.word("wish.row"), t.word("wish.waits", "name", t.nameless(r.Wish.Name), "number", fmt.Sprint(r.Wish.Epoch))})
	}
	if r.Peers > 0 {
		rows = append(rows, []string{t.word("mesh.row.behind"), fmt.Sprint(r.Behind)}, []string{t.word("mesh.row.ahead"), fmt.Sprint(r.Ahead)})
	}
	if r.Forks > 0 {
		rows = append(rows, []string{t.word("mesh.row.forks"), fmt.Sprint(r.Forks)})
	}
	rows = append(rows, []string{t.word("mesh.row.from"), t.from(r.From)})
	if r.Fetch != nil {
		rows = append(rows, []string{t.word("mesh.row.fetch"), t.fetch(*r.Fetch)})
	}
	if r.Road != "" {
		rows = append(rows, []string{t.word("chain.row"), t.word("chain.is."+r.Road, "number", fmt.Sprint(r.Finalised))})
	}
	if r.Unread > 0 {
		rows = append(rows, []string{t.word("chain.unread"), fmt.Sprint(r.Unread)})
	}
	if r.Unsettled > 0 {
		rows = append(rows, []string{t.word("chain.unsettled"), fmt.Sprint(r.Unsettled)})
	}
	for _, radio := range r.Radios {
		rows = append(rows, []string{t.word("radio.row"), t.word("radio.row.is", "name", radio.Radio, "state", t.word("radio.is."+radio.State),
			"number", minutes(radio.Left), "total", minutes(radio.Used+radio.Left))})
	}
	if r.WaitsNeeded > 0 {
		rows = append(rows, []string{t.word("chain.approval"), fmt.Sprintf("%d: %s", r.WaitsNeeded, strings.Map(plain, strings.Join(r.Waits, ", ")))})
	}
	if r.DiskFree > 0 {
		rows = append(rows, []string{t.word("mesh.row.disk"), t.megabytes(r.DiskFree)})
	}
	rows = append(rows, []string{t.word("mesh.row.clock"), t.when(r.Clock)}, []string{t.word("mesh.row.running"), t.yesNo(r.Running)})
	t.table(rows...)
}

// seat tells whether this machine votes, and from which seat.
func (t *terminal) seat(r node.StatusReply) string {
	if r.Seat == 0 {
		return t.yesNo(r.Votes)
	}
	return t.word("mesh.seat", "answer", t.yesNo(r.Votes), "number", fmt.Sprint(r.Seat), "total", fmt.Sprint(r.Stewards))
}

func (t *terminal) yesNo(yes bool) string {
	if yes {
		return t.word("prompt.yes")
	}
	return t.word("prompt.no")
}

// fetch tells how far a checkpoint has come.
func (t *terminal) fetch(f node.FetchReply) string {
	if f.Size == 0 {
		return t.word("mesh.fetch.nobody")
	}
	return t.word("mesh.fetch", "size", t.megabytes(uint64(f.Have)), "total", t.megabytes(uint64(f.Size)))
}

// megabytes writes a size for people.
func (t *terminal) megabytes(bytes uint64) string { return fmt.Sprintf("%d MB", bytes/1e6) }

// clock is the machine's, unless a test has set another.
func (t *terminal) clock() time.Time {
	if t.now != nil {
		return t.now()
	}
	return time.Now()
}

// reach tells how many stewards are in reach, and how many of them were only heard.
func (t *terminal) reach(r node.StatusReply) string {
	what := "mesh.reach"
	if r.ByRadio > 0 {
		what = "mesh.reach.radio"
	}
	return t.word(what, "answer", t.yesNo(r.Quorum), "count", fmt.Sprint(r.Reach), "total", fmt.Sprint(r.Stewards),
		"number", fmt.Sprint(r.ByRadio), "need", fmt.Sprint(r.Needed))
}
