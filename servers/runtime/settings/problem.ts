/** What is wrong with a setting, seen together with others. */
export interface SettingProblem {
    /** Variable of the setting. */
    name: string;
    message: string;
}
