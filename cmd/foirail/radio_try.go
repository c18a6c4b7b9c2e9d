package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// radioTest sends some frames for a try. A node that runs does it itself, since it keeps the tallies of
// airtime.
func (t *terminal) radioTest() *cobra.Command {
	var in node.RadioTestRequest
	c := t.command("radio test", "RADIO", func(ctx context.Context, args []string) error {
		in.Radio.Address = args[0]
		if t.dryRun {
			t.note("prompt.dry")
			return nil
		}
		t.note("radio.testing", "name", args[0], "count", fmt.Sprint(in.Frames))
		list, err := t.tryRadio(ctx, in)
		if err != nil {
			return err
		}
		if err := answers(t, list, func() { t.testTable(list) }); err != nil {
			return err
		}
		return t.unheard(list, in.With != "")
	})
	f := c.Flags()
	t.radioFlags(c, &in.Radio)
	t.channelFlag(c, &in.Radio)
	f.StringVar(&in.With, "with", "", t.word("flag.with"))
	f.IntVar(&in.Frames, "frames", 5, t.word("flag.frames"))
	f.IntVar(&in.Size, "size", 85, t.word("flag.size"))
	f.DurationVar(&in.Listen, "listen", 0, t.word("flag.listen.test"))
	return c
}

func (t *terminal) tryRadio(ctx context.Context, in node.RadioTestRequest) ([]node.RadioTestReply, error) {
	if remote, err := node.Dial(t.config()); err == nil {
		remote.Close()
		return ask[[]node.RadioTestReply](ctx, t, "radio test", in)
	}
	return await(ctx, func() ([]node.RadioTestReply, error) { return node.RadioTest(ctx, t.config(), in) })
}

func (t *terminal) testTable(list []node.RadioTestReply) {
	rows := [][]string{t.words("radio.head.from", "radio.head.to", "radio.head.in", "radio.head.loss", "radio.head.signal", "radio.head.airtime")}
	for _, r := range list {
		heard, loss := "", ""
		if r.To != "" {
			heard, loss = t.word("radio.heard", "count", fmt.Sprint(r.Heard), "total", fmt.Sprint(r.Sent)), percent(r.Loss)
		}
		rows = append(rows, []string{r.From, r.To, heard, loss, wellHeard(r.RSSI, r.SNR), fmt.Sprintf("%d ms", r.Airtime)})
	}
	t.table(rows...)
}

// unheard says where nothing came through: of two radios here that is a failure; of one, nobody may have
// been there.
func (t *terminal) unheard(list []node.RadioTestReply, both bool) error {
	if !both && len(list) == 1 {
		t.note("radio.alone")
	}
	for _, r := range list {
		if both && r.To != "" && r.Heard == 0 {
			return fail(words.NotHeard, "name", r.From, "other", r.To)
		}
	}
	return nil
}
