package node

import (
	"github.com/prometheus/client_golang/prometheus"

	"foirail/lora"
)

// radioGauge is one figure of a radio.
type radioGauge struct {
	desc  *prometheus.Desc
	kind  prometheus.ValueType
	value func(RadioReply) float64
}

// radioGauges are the figures of each radio, by its address.
func radioGauges() (list []radioGauge) {
	add := func(name, help string, kind prometheus.ValueType, value func(RadioReply) float64) {
		list = append(list, radioGauge{prometheus.NewDesc("foirail_radio_"+name, help, []string{"radio"}, nil), kind, value})
	}
	air := func(figure func(*AirReply) int) func(RadioReply) float64 {
		return func(r RadioReply) float64 {
			if r.Air == nil {
				return 0
			}
			return float64(figure(r.Air))
		}
	}
	const level, total = prometheus.GaugeValue, prometheus.CounterValue
	add("ready", "1 where frames go in and out.", level, func(r RadioReply) float64 { return number(r.State == string(lora.Ready)) })
	add("airtime_used_seconds", "Airtime of the rolling hour, of all radios in the sub-band.", level, func(r RadioReply) float64 { return float64(r.Used) / 1e3 })
	add("airtime_left_seconds", "Airtime that the node still allows itself.", level, func(r RadioReply) float64 { return float64(r.Left) / 1e3 })
	add("channel_load", "How busy the channel is, 0 to 1; -1 where the device does not say.", level, func(r RadioReply) float64 { return r.Load })
	add("frames_received_total", "Frames heard.", total, func(r RadioReply) float64 { return float64(r.In) })
	add("frames_sent_total", "Frames sent.", total, func(r RadioReply) float64 { return float64(r.Out) })
	add("frames_lost_total", "Frames damaged on the way through the device, or read too late.", total, func(r RadioReply) float64 { return float64(r.Lost) })
	add("bytes_said_total", "Bytes that the mesh said.", total, air(func(a *AirReply) int { return a.Bytes }))
	add("neighbours", "Nodes heard lately.", level, air(func(a *AirReply) int { return a.Neighbours }))
	add("foreign_frames_total", "Frames of others.", total, air(func(a *AirReply) int { return a.Foreign }))
	add("malformed_frames_total", "Frames that nobody can read.", total, air(func(a *AirReply) int { return a.Malformed }))
	add("unread_records_total", "Records that could not be read.", total, air(func(a *AirReply) int { return a.Unread }))
	add("too_long_entries_total", "Entries that cannot go by radio.", total, air(func(a *AirReply) int { return a.TooLong }))
	return list
}

// tellAir tells the figures. Two radios of one address would be one to who reads them: the first counts.
func tellAir(to chan<- prometheus.Metric, list []radioGauge, radios []RadioReply) {
	told := map[string]bool{}
	for _, r := range radios {
		if told[r.Radio] {
			continue
		}
		told[r.Radio] = true
		for _, one := range list {
			to <- prometheus.MustNewConstMetric(one.desc, one.kind, one.value(r), r.Radio)
		}
	}
}
