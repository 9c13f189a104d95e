import { render } from "preact";
import "../shared/page.css";
import "./report.css";
import "./findings.css";
import { App } from "./App";
import { readReport } from "./data";

render(<App report={readReport()} />, document.getElementById("report")!);
