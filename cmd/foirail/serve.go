package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"foirail/ledger/words"
	"foirail/mesh/node"
)

// serving is what the flags of serve say; they take the place of what files of settings say.
type serving struct {
	listen, peers []string
	noMDNS        bool
	metrics       string
	endpoints     []string
	radios        []string
	radioKey      string
	radio         node.RadioSettings // of every radio
}

// serve runs the node of a directory until it is told to stop.
func (t *terminal) serve() *cobra.Command {
	var in serving
	c := t.command("serve", "", func(ctx context.Context, _ []string) error { return t.run(ctx, in) })
	f := c.Flags()
	f.StringArrayVar(&in.listen, "listen", nil, t.word("flag.listen"))
	f.StringArrayVar(&in.peers, "peer", nil, t.word("flag.peer"))
	f.BoolVar(&in.noMDNS, "no-mdns", false, t.word("flag.no-mdns"))
	f.StringArrayVar(&in.endpoints, "endpoint", nil, t.word("flag.endpoint"))
	f.StringVar(&in.metrics, "metrics", "", t.word("flag.metrics"))
	f.StringArrayVar(&in.radios, "radio", nil, t.word("flag.radio"))
	f.StringVar(&in.radioKey, "radio-key", "", t.word("flag.radio-key"))
	t.radioFlags(c, &in.radio)
	t.channelFlag(c, &in.radio)
	return c
}

// over lays the flags over settings.
func (in serving) over(s node.Settings) node.Settings {
	if len(in.listen) > 0 {
		s.Listen = in.listen
	}
	if len(in.peers) > 0 {
		s.Peers = in.peers
	}
	if in.noMDNS {
		no := false
		s.MDNS = &no
	}
	if len(in.endpoints) > 0 {
		s.Chain.Endpoints = in.endpoints
	}
	if in.metrics != "" {
		s.Metrics = in.metrics
	}
	if in.radioKey != "" {
		s.RadioKey = in.radioKey
	}
	return s.WithRadios(in.radios, in.radio)
}

// usable says what cannot be used of settings, in the words of a wrong use.
func (t *terminal) usable(s node.Settings) error {
	_, err := s.Check()
	var p *node.Problem
	if err == nil || errors.As(err, &p) {
		return err
	}
	return fail(words.Usage, "reason", err.Error())
}

func (t *terminal) run(ctx context.Context, in serving) error {
	settings, err := node.ReadSettings(node.SettingsFiles(t.dir)...)
	if err != nil {
		return err
	}
	settings = in.over(settings)
	if err := t.usable(settings); err != nil {
		return err
	}
	if remote, err := node.Dial(t.config()); err == nil {
		remote.Close()
		return fail(words.Busy, "path", t.dir)
	}
	n, err := node.Open(t.config())
	if err != nil {
		return err
	}
	defer n.Close()
	t.warnOfDisk()
	if t.dryRun {
		t.note("prompt.dry")
		return nil
	}
	err = n.Run(ctx, node.Serving{Settings: settings, Log: t.log(settings.Log), Ready: t.tellReady, Radio: t.warnOf})
	if err == nil {
		t.note("mesh.stopped")
	}
	return err
}

// tellReady says where the node can be met, in one line.
func (t *terminal) tellReady(r node.Ready) {
	name := r.Market
	if name == "" {
		name = t.word("mesh.nobody")
	}
	_ = t.answer(r, func() { t.say("mesh.ready", "name", name, "count", fmt.Sprint(len(r.Addresses))) })
}

// log is where a node that runs writes what it does: standard error, as text for a person and as
// JSON for a machine.
func (t *terminal) log(level string) *slog.Logger {
	options := &slog.HandlerOptions{Level: slog.LevelInfo}
	var asked slog.Level
	if level != "" && asked.UnmarshalText([]byte(level)) == nil {
		options.Level = asked
	}
	switch {
	case t.verbose:
		options.Level = slog.LevelDebug
	case t.quiet:
		options.Level = slog.LevelWarn
	}
	if isTerminal(t.stderr) {
		return slog.New(slog.NewTextHandler(t.stderr, options))
	}
	return slog.New(slog.NewJSONHandler(t.stderr, options))
}

// warnOfDisk warns where the disk under the directory is nearly full.
func (t *terminal) warnOfDisk() {
	if low := node.LowDisk(t.config()); low != nil {
		t.warnOf(low)
	}
}
