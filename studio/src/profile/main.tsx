import { render } from "preact";
import "../shared/page.css";
import "./profile.css";
import { App } from "./App";
import { readPage } from "./data";

render(<App page={readPage()} />, document.getElementById("profile")!);
