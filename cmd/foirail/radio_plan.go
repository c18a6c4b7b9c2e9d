package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"foirail/mesh/node"
)

// radioPlan tells what the law lets through, before a radio is bought. It asks no node.
func (t *terminal) radioPlan() *cobra.Command {
	var in node.RadioPlanRequest
	var c *cobra.Command
	loss := 0.0
	c = t.command("radio plan", "", func(context.Context, []string) error {
		if in.Loss = loss / 100; !c.Flags().Changed("repeats") {
			in.Repeats = -1
		}
		list, err := node.RadioPlan(in)
		if err != nil {
			return err
		}
		return answers(t, list, func() { t.airtimeTable(in, list) })
	}, "payments-per-hour")
	f := c.Flags()
	f.IntVar(&in.Villages, "villages", 2, t.word("flag.villages"))
	f.Float64Var(&in.Payments, "payments-per-hour", 0, t.word("flag.payments-per-hour"))
	f.IntVar(&in.Stewards, "stewards", 4, t.word("flag.stewards"))
	f.Float64Var(&loss, "loss", 5, t.word("flag.loss"))
	f.Float64Var(&in.Repeats, "repeats", 0, t.word("flag.repeats"))
	f.StringVar(&in.Kind, "radio", "", t.word("flag.radio.kind"))
	f.StringVar(&in.Preset, "preset", "", t.word("flag.preset"))
	f.StringVar(&in.Firmware, "firmware", "", t.word("flag.firmware"))
	t.radioFlags(c, &in.Radio)
	return c
}

func (t *terminal) airtimeTable(in node.RadioPlanRequest, list []node.RadioPlanReply) {
	t.say("plan.intro", "villages", fmt.Sprint(in.Villages), "count", decimal(in.Payments), "stewards", fmt.Sprint(in.Stewards),
		"loss", decimal(100*in.Loss), "region", list[0].Region)
	rows := [][]string{t.words("plan.head.profile", "plan.head.payment", "plan.head.hour", "plan.head.channel", "plan.head.most", "plan.head.delay", "plan.head.fits")}
	for _, r := range list {
		if r.Problem != nil {
			rows = append(rows, []string{r.Profile, t.sentence(r.Problem).What})
			continue
		}
		rows = append(rows, []string{r.Profile, t.word("plan.payment", "bytes", fmt.Sprintf("%.0f", r.Bytes), "time", seconds(r.Airtime, 2)),
			t.word("plan.hour", "number", seconds(r.Hour, 0), "total", seconds(r.Budget, 0)), percent(r.Channel), fmt.Sprint(r.Most),
			fmt.Sprintf("%.0f s", r.Delay), t.yesNo(r.Fits)})
	}
	t.table(rows...)
	if slices.ContainsFunc(list, func(r node.RadioPlanReply) bool { return r.Signed }) {
		t.say("plan.signs")
	}
	t.say("plan.note")
}

// seconds writes milliseconds for people.
func seconds(ms int64, digits int) string {
	return strconv.FormatFloat(float64(ms)/1e3, 'f', digits, 64)
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
