package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// radio holds what is done about radios.
func (t *terminal) radio() *cobra.Command {
	return t.group("radio", t.radioList(), t.radioProbe(), t.radioStatus(), t.radioTest(), t.radioPlan())
}

// radioFlags are how a radio sends.
func (t *terminal) radioFlags(c *cobra.Command, r *node.RadioSettings) {
	f := c.Flags()
	f.StringVar(&r.Region, "region", "", t.word("flag.region"))
	f.IntVar(&r.Spreading, "sf", 0, t.word("flag.sf"))
	f.Float64Var(&r.Bandwidth, "bw", 0, t.word("flag.bw"))
	f.IntVar(&r.Coding, "cr", 0, t.word("flag.cr"))
	f.IntVar(&r.Power, "power", 0, t.word("flag.power"))
	f.Float64Var(&r.Frequency, "frequency", 0, t.word("flag.frequency"))
}

// channelFlag is the channel of a board with Meshtastic.
func (t *terminal) channelFlag(c *cobra.Command, r *node.RadioSettings) {
	c.Flags().StringVar(&r.Channel, "channel", "", t.word("flag.channel"))
}

// radioList tells where radios may be plugged in. It opens no port.
func (t *terminal) radioList() *cobra.Command {
	return t.command("radio list", "", func(context.Context, []string) error {
		list, err := node.RadioList()
		if err != nil {
			return err
		}
		return answers(t, list, func() { t.portTable(list) })
	})
}

func (t *terminal) portTable(list []node.RadioPort) {
	if len(list) == 0 {
		t.say("radio.none")
		return
	}
	rows := [][]string{{t.word("radio.head.port"), "USB", t.word("radio.head.name"), t.word("radio.head.may"), t.word("radio.head.who")}}
	for _, p := range list {
		path := p.Path
		if p.Lasting != "" {
			path = p.Lasting
		}
		rows = append(rows, []string{path, p.USB, strings.Map(plain, p.Name), t.mayBe(p.May), t.whoMay(p)})
	}
	t.table(rows...)
}

func (t *terminal) mayBe(may string) string {
	if may == "" {
		may = "any"
	}
	return t.word("radio.may." + may)
}

func (t *terminal) whoMay(p node.RadioPort) string {
	switch {
	case p.Allowed:
		return t.word("radio.who.you")
	case p.Group == "":
		return t.word("radio.who.not")
	}
	return t.word("radio.who.group", "name", p.Group)
}

// radioProbe asks a port which radio is behind it.
func (t *terminal) radioProbe() *cobra.Command {
	var region string
	c := t.command("radio probe", "PORT", func(ctx context.Context, args []string) error {
		in := node.RadioProbeRequest{Port: args[0], Region: region}
		reply, err := await(ctx, func() (node.RadioProbeReply, error) { return node.RadioProbe(ctx, in) })
		if err != nil {
			return err
		}
		if err := t.answer(reply, func() { t.probeTable(reply) }); err != nil {
			return err
		}
		if reply.Problem != nil {
			return reply.Problem
		}
		return nil
	})
	c.Flags().StringVar(&region, "region", "", t.word("flag.region"))
	return c
}

func (t *terminal) probeTable(r node.RadioProbeReply) {
	rows := [][]string{{t.word("radio.row.kind"), r.Kind}}
	for _, row := range [][]string{{"device", r.Device}, {"firmware", r.Firmware}, {"mtu", fmt.Sprintf("%d B", r.MTU)}, {"told", strings.Map(plain, r.Told)}} {
		if row[1] != "" {
			rows = append(rows, []string{t.word("radio.row." + row[0]), row[1]})
		}
	}
	t.table(rows...)
	if r.Problem == nil {
		t.say("radio.use", "name", r.Radio)
	}
}

// radioStatus tells how the radios of the running node are.
func (t *terminal) radioStatus() *cobra.Command {
	return t.command("radio status", "", func(ctx context.Context, _ []string) error {
		list, err := ask[[]node.RadioReply](ctx, t, "radio status", node.RadioStatusRequest{})
		if err != nil {
			return err
		}
		t.warnOfRadios(list)
		return answers(t, list, func() { t.radioTable(list) })
	})
}

// warnOfRadios warns of what keeps radios from sending, and of what those complain of that send.
func (t *terminal) warnOfRadios(list []node.RadioReply) {
	for _, r := range list {
		for _, p := range []*node.Problem{r.Problem, r.Notice} {
			if p != nil {
				t.warnOf(p)
			}
		}
	}
}

func (t *terminal) radioTable(list []node.RadioReply) {
	rows := [][]string{t.words("radio.head.radio", "radio.head.state", "radio.head.left", "radio.head.load", "radio.head.in", "radio.head.out",
		"radio.head.lost", "radio.head.neighbours")}
	for _, r := range list {
		neighbours := 0
		if r.Air != nil {
			neighbours = r.Air.Neighbours
		}
		rows = append(rows, []string{r.Radio, t.word("radio.is." + r.State), t.word("radio.minutes", "number", minutes(r.Left), "total", minutes(r.Used+r.Left)),
			percent(r.Load), fmt.Sprint(r.In), fmt.Sprint(r.Out), fmt.Sprint(r.Lost), fmt.Sprint(neighbours)})
	}
	t.table(rows...)
}

// minutes writes milliseconds for people.
func minutes(ms int64) string { return fmt.Sprintf("%.1f", float64(ms)/60e3) }

// percent writes a share; one below zero is not known.
func percent(share float64) string {
	if share < 0 {
		return "?"
	}
	return fmt.Sprintf("%.0f %%", 100*share)
}

// wellHeard writes how well something was heard, where the device says.
func wellHeard(rssi int, snr float64) string {
	if rssi == 0 {
		return ""
	}
	return fmt.Sprintf("%d dBm, %.1f dB", rssi, snr)
}
