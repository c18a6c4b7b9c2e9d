# Reads `go test -bench` and prints its figures, one `name value unit` a line.
#
# A benchmark tells a figure in one of two ways:
#   b.ReportMetric(0.61, "figure:ratio.durable.1000:x")
#   fmt.Println("figure ratio.durable.1000 0.61 x")       anywhere in a line of output
# Failures are passed on whole, and end the run with an error.

{
	for (i = 2; i <= NF; i++)
		if ($i ~ /^figure:[^:]+:[^:]+$/) {
			split($i, part, ":")
			print part[2], $(i - 1), part[3]
			fflush()
		}
	at = match($0, /figure [^ ]+ [-+0-9.e]+ [^ ]+/)
	if (at) {
		print substr($0, at + 7, RLENGTH - 7)
		fflush()
	}
}
/^(FAIL|--- FAIL|panic:|#)/ || /_test\.go:[0-9]+:/ { print; bad = bad || /^(FAIL|--- FAIL|panic:)/ }
END { exit bad }
